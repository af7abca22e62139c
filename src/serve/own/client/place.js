// Where the reader is: the place in the text, the boxes that are open, what stands in fields. Taken before the page changes, given
// back after; by way of the session's storage where the page is loaded anew.
const PLACE = "chartroom-preview:place";
const FIELDS = "input:not([type=password]):not([type=file]), textarea, select";

// Names an element so that it is found again in another edition of the page.
function nameOf(element) {
  if (element.id) return "#" + element.id;
  const home = element.parentElement && element.parentElement.closest("[id]");
  const place = Array.prototype.indexOf.call((home || document).getElementsByTagName(element.localName), element);
  return `${home ? home.id : ""} ${element.localName} ${element.name || ""} ${place}`;
}

function named(elements) {
  const map = new Map();
  for (const element of elements) map.set(nameOf(element), element);
  return map;
}

// The last heading or figure that begins above the middle of the window, and how far from its top.
function nearestMark() {
  let nearest = null;
  for (const element of document.querySelectorAll(":is(h1, h2, h3, h4, h5, h6, figure)[id]")) {
    const { top, height } = element.getBoundingClientRect();
    if (height && top < innerHeight / 2 && (!nearest || top >= nearest.top)) nearest = { id: element.id, top };
  }
  return nearest;
}

// The elements under a point near the top of the window, from the innermost; after a change in place the first that is left tells
// how far the text moved. One that is higher than the window would tell nothing: text may have been added within it.
function elementsHere() {
  const elements = [];
  let element = document.elementFromPoint(innerWidth / 2, Math.min(160, innerHeight / 2));
  for (; element && element !== document.body; element = element.parentElement) {
    const { top, height } = element.getBoundingClientRect();
    if (height < innerHeight) elements.push({ element, top });
  }
  return elements;
}

function takePlace() {
  const active = document.activeElement;
  const fields = {};
  for (const [name, field] of named(document.querySelectorAll(FIELDS))) {
    fields[name] = field.type === "checkbox" || field.type === "radio" ? field.checked : field.value;
  }
  const boxes = {};
  for (const [name, box] of named(document.querySelectorAll("details"))) boxes[name] = box.open;
  return {
    path: location.pathname,
    x: scrollX,
    y: scrollY,
    mark: nearestMark(),
    boxes,
    fields,
    active: active && active !== document.body && active.localName !== "chartroom-preview" ? nameOf(active) : null,
  };
}

function givePlace(place, here) {
  for (const [name, box] of named(document.querySelectorAll("details"))) {
    if (name in place.boxes) box.open = place.boxes[name];
  }
  for (const [name, field] of named(document.querySelectorAll(FIELDS))) {
    if (!(name in place.fields)) continue;
    const value = place.fields[name];
    if (typeof value === "boolean") field.checked = value;
    else if (field.value !== value) field.value = value;
  }
  if (place.active && document.activeElement === document.body) {
    const active = place.active[0] === "#" ? document.getElementById(place.active.slice(1))
      : named(document.getElementsByTagName(place.active.split(" ")[1])).get(place.active);
    if (active) active.focus({ preventScroll: true });
  }
  scrollToPlace(place, here);
}

function scrollToPlace(place, here) {
  const kept = (here || []).find(({ element }) => element.isConnected);
  const mark = place.mark && document.getElementById(place.mark.id);
  if (!place.y) {
    scrollTo({ left: place.x, top: 0, behavior: "instant" });
  } else if (kept) {
    scrollBy({ top: kept.element.getBoundingClientRect().top - kept.top, behavior: "instant" });
  } else if (mark) {
    scrollBy({ top: mark.getBoundingClientRect().top - place.mark.top, behavior: "instant" });
  } else {
    scrollTo({ left: place.x, top: place.y, behavior: "instant" });
  }
}

// Loads the page anew, at the same place.
function reload() {
  try {
    sessionStorage.setItem(PLACE, JSON.stringify(takePlace()));
    history.scrollRestoration = "manual";
  } catch (_) {
    // Without storage the browser's own memory of the place has to do.
  }
  location.reload();
}

// After a reload: back to the place.
function afterReload() {
  let place = null;
  try {
    place = JSON.parse(sessionStorage.getItem(PLACE));
    sessionStorage.removeItem(PLACE);
  } catch (_) {
    return;
  }
  if (!place || place.path !== location.pathname) return;
  givePlace(place);
  let moved = false;
  for (const type of ["wheel", "touchmove", "keydown", "pointerdown"]) {
    addEventListener(type, () => { moved = true; }, { once: true, passive: true });
  }
  // Pictures without a size push the text down until they are there; the browser itself goes to the fragment by then.
  const settle = () => requestAnimationFrame(() => {
    if (!moved) scrollToPlace(place);
    history.scrollRestoration = "auto";
  });
  if (document.readyState === "complete") settle();
  else addEventListener("load", settle, { once: true });
}
