// Where the reader is: the place in the text, what was touched, what has the focus. Taken before the page changes and given back
// after; by way of the session's storage where the page is loaded anew. What belongs to an element goes to the one that stands for it
// in the new page: itself, or, where it is gone, the one that the rows of elements of both pages tell.
const PLACE = "chartroom-preview:place ";
// Elements around the reader's eye that the text is held by, looked for at each line; and how high about a line is, in pixels.
const MAX_ANCHORS = 24;
const LINE = 24;

// A place that the page of now has no room for: a file is often empty for a moment while it is saved. Holds until the reader does
// something.
let held = null;

// The page's elements in order, without those within drawings, and what each is known by: its name, and a number for the text right in
// it, or for the first in it.
function elementsHere() {
  const [elements, keys] = [[], []];
  const meet = (parent) => {
    let [own, first] = [0, 0];
    for (let node = parent.firstChild; node; node = node.nextSibling) {
      if (node.nodeType === Node.TEXT_NODE) own = digest(node.data.trim(), own);
      if (node.nodeType !== Node.ELEMENT_NODE) continue;
      const index = elements.push(node) - 1;
      const number = node.localName === "svg" ? 0 : meet(node);
      keys[index] = `${node.localName}#${node.id}@${node.getAttribute("name") || ""} ${number}`;
      first = first || number;
    }
    return own || first;
  };
  meet(document.body || document.documentElement);
  return { elements, keys };
}

function digest(text, begin) {
  let number = begin;
  for (let index = 0; index < text.length; index++) number = (Math.imul(number, 31) + text.charCodeAt(index)) | 0;
  return number;
}

const isSameKey = (one, other) => one === other;
const isAlikeKey = (one, other) => one.slice(0, one.lastIndexOf(" ")) === other.slice(0, other.lastIndexOf(" "));

// The elements that are shown around the reader's eye, a little below the top of the window, the nearest first and the innermost first;
// and how far from that top they begin. What does not move with the text tells nothing, and what is higher than the window little: text
// may be added within it.
function anchorsIn(at) {
  const eye = Math.min(160, innerHeight / 2);
  const [near, high] = [new Map(), new Map()];
  for (let away = 0; away < innerHeight && near.size < MAX_ANCHORS; away += LINE) {
    for (const y of [eye + away, eye - away]) {
      const line = [];
      let element = document.elementFromPoint(innerWidth / 2, y);
      for (; element && element !== document.body; element = element.parentElement) line.push(element);
      if (line.some((each) => /fixed|sticky/.test(getComputedStyle(each).position))) continue;
      for (const each of line.filter((one) => at.has(one))) {
        const { top, height } = each.getBoundingClientRect();
        (height > innerHeight ? high : near).set(at.get(each), top);
      }
    }
  }
  return [...near, ...high];
}

function takePlace() {
  if (held && held.acts === acts) return held;
  const { elements, keys } = elementsHere();
  const at = new Map(elements.map((element, index) => [element, index]));
  const touched = elements.flatMap((element, index) => {
    if (!element.matches(STATEFUL)) return [];
    const [state, given] = [stateOf(element), givenOf(element)];
    return state === given && !handled.has(element) ? [] : [[index, state, given]];
  });
  scrolled = new Set([...scrolled].filter((element) => at.has(element) && (element.scrollLeft || element.scrollTop)));
  return {
    x: scrollX,
    y: scrollY,
    keys,
    anchors: anchorsIn(at),
    touched,
    scrolls: [...scrolled].map((element) => [at.get(element), element.scrollLeft, element.scrollTop]),
    active: at.get(document.activeElement),
    acts,
    // Not for the storage.
    elements: () => elements,
  };
}

// Finds what stands for an element of the place in the page of now.
function finder({ keys, elements }) {
  const old = elements ? elements() : [];
  let found = null;
  return (index) => {
    if (old[index] && old[index].isConnected) return old[index];
    if (!found) {
      const now = elementsHere();
      found = new Map(align(keys, now.keys, [isSameKey, isAlikeKey]).map(([a, b]) => [a, now.elements[b]]));
    }
    return found.get(index);
  };
}

function givePlace(place) {
  // While style sheets were waited for, the reader may have gone elsewhere.
  if (place.acts !== acts) return;
  const find = finder(place);
  for (const [index, state, given] of place.touched) {
    const element = find(index);
    if (!element || !element.matches(STATEFUL)) continue;
    // What a page says anew of a field holds; whether a box is open is the reader's.
    const isNews = element.localName !== "details" && givenOf(element) !== given;
    setState(element, isNews ? givenOf(element) : state);
    handled.add(element);
  }
  for (const [index, left, top] of place.scrolls) {
    const element = find(index);
    if (element) element.scrollTo({ left, top, behavior: "instant" });
  }
  if (place.active !== undefined && document.activeElement === document.body) {
    const active = find(place.active);
    if (active) active.focus({ preventScroll: true });
  }
  const isLost = place.anchors.filter(([index]) => !find(index)).length > place.anchors.length / 2;
  held = isLost ? place : null;
  scrollToPlace(place, find);
}

function scrollToPlace(place, find = finder(place)) {
  const isShown = ([index]) => Boolean(find(index)) && find(index).getClientRects().length > 0;
  const anchor = place.y > 0 && place.anchors.find(isShown);
  const top = anchor ? scrollY + find(anchor[0]).getBoundingClientRect().top - anchor[1] : place.y;
  scrollTo({ left: place.x, top, behavior: "instant" });
}

// Loads the page anew, at the same place.
function reload() {
  try {
    sessionStorage.setItem(PLACE + location.pathname, JSON.stringify(takePlace()));
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
    place = JSON.parse(sessionStorage.getItem(PLACE + location.pathname));
    sessionStorage.removeItem(PLACE + location.pathname);
  } catch (_) {
    return;
  }
  if (!place) return;
  place.acts = acts;
  givePlace(place);
  // Pictures without a size push the text down until they are there; the browser itself goes to the fragment by then.
  const settle = () => requestAnimationFrame(() => {
    if (acts === place.acts) scrollToPlace(place);
    history.scrollRestoration = "auto";
  });
  if (document.readyState === "complete") settle();
  else addEventListener("load", settle, { once: true });
}
