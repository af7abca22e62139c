// What a reader changes in a page without its text: values of fields, boxes that are open, how far a wide table is scrolled.
const FIELDS = "input:not([type=password], [type=file]), textarea, select";
const STATEFUL = `details, ${FIELDS}`;

// Whether a box is open where nobody touched it, and which ones the reader opened or closed for sure: scripts do so, too.
const opened = new WeakMap();
const handled = new WeakSet();
addEventListener("click", ({ target }) => {
  const summary = target instanceof Element && target.closest("summary");
  if (summary) handled.add(summary.parentElement);
}, { capture: true, passive: true });

function meetBoxes() {
  for (const box of document.querySelectorAll("details")) opened.set(box, box.open);
}

const isSwitch = (field) => field.type === "checkbox" || field.type === "radio";

function chosen(select, isIn) {
  return [...select.options].filter(isIn).map((option) => option.value);
}

function stateOf(element) {
  switch (element.localName) {
    case "details": return element.open;
    case "select": return chosen(element, (option) => option.selected).join("\n");
    default: return isSwitch(element) ? element.checked : element.value;
  }
}

// What the page says that it is.
function givenOf(element) {
  if (element.localName === "details") return opened.has(element) ? opened.get(element) : element.open;
  if (element.localName !== "select") return isSwitch(element) ? element.defaultChecked : element.defaultValue;
  const given = chosen(element, (option) => option.defaultSelected);
  if (element.multiple) return given.join("\n");
  // Where the page says nothing, a menu shows its first line; where it says several, the last one holds.
  if (!given.length && element.size < 2) return chosen(element, (option) => !option.disabled)[0] || "";
  return given.pop() || "";
}

function setState(element, state) {
  if (state === stateOf(element)) return;
  if (element.localName === "details") element.open = state;
  else if (element.localName === "select") for (const option of element.options) option.selected = state.split("\n").includes(option.value);
  else if (isSwitch(element)) element.checked = state;
  else element.value = state;
}

// All elements that were scrolled by themselves.
let scrolled = new Set();
document.addEventListener("scroll", ({ target }) => {
  if (target !== document) scrolled.add(target);
}, { capture: true, passive: true });

// How much the reader did: what was to be given back is not, after that.
let acts = 0;
for (const type of ["wheel", "touchmove", "keydown", "pointerdown"]) {
  addEventListener(type, () => { acts++; }, { capture: true, passive: true });
}
