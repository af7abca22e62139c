// Brings the page to another edition of itself without loading it anew: a reload of a page with many drawings takes the browser
// several times as long. Only where nothing can go wrong: the scripts of both are the same, and all of them said by
// `document.currentScript.restarts = true` that they undo what they did at the event `chartroom:stop` and begin again at
// `chartroom:start`. All other pages are loaded anew.

const OWN = "/_chartroom/client.js";

// What stands aside in a page, which comparing its nodes does not see.
const templates = (page) => [...page.querySelectorAll("template")].map((each) => each.outerHTML).join("\n");

function ownScript(doc) {
  return [...doc.scripts].find((script) => (script.getAttribute("src") || "").endsWith(OWN));
}

function canPatch(doc) {
  const scripts = (of) => [...of.scripts].filter((script) => script !== ownScript(of));
  const signature = (script) => [...script.attributes].map((each) => `${each.name}=${each.value}`).join(" ") + script.text;
  const runs = (script) => !script.type || script.type === "module" || /javascript/.test(script.type);
  const [old, next] = [scripts(document), scripts(doc)];
  // A page that is only read holds as elements what is text in one that is loaded.
  return ![document, doc].some((page) => page.querySelector("noscript"))
    && templates(document) === templates(doc)
    && old.length === next.length
    && old.every((script, index) => signature(script) === signature(next[index]))
    && old.every((script) => !runs(script) || script.restarts === true)
    && sameFrame(document.documentElement, doc.documentElement);
}

// Whether the attributes of <html> are the same, but for those that the theme's scripts set.
function sameFrame(old, next) {
  const own = { class: ["js", "menu-is-open"], style: [""] };
  const words = (element, name) => (element.getAttribute(name) || "").split(/\s+/).filter(Boolean);
  return [...old.attributes, ...next.attributes].every(({ name }) => {
    if (name === "data-theme") return true;
    const known = own[name] || [];
    const [a, b] = [old, next].map((element) => words(element, name).filter((word) => !known.includes(word)).join(" "));
    return a === b;
  });
}

const sheetsOf = (doc) => [...doc.querySelectorAll("link[rel~=stylesheet][href]")];
const plainName = (href) => href.replace(/\.[0-9a-f]{12}\.css$/, ".css");

// Loads style sheets that the other edition has under a new name, then takes the old ones away: at no moment is the page without.
async function swapSheets(doc) {
  const old = sheetsOf(document);
  const next = sheetsOf(doc);
  const isIn = (links) => (link) => links.some((other) => other.getAttribute("href") === link.getAttribute("href"));
  const gone = old.filter((link) => !isIn(next)(link));
  const fresh = next.filter((link) => !isIn(old)(link)).map((link) => {
    const isSuccessor = (before) => plainName(before.getAttribute("href")) === plainName(link.getAttribute("href"));
    const neighbour = link.previousElementSibling;
    const isNeighbour = (element) => Boolean(neighbour) && element.isEqualNode(neighbour);
    return [document.importNode(link), gone.find(isSuccessor) || [...document.head.children].find(isNeighbour)];
  });
  await replaceSheets(gone, fresh);
}

// Loads all style sheets anew that keep their names, with the files that they import.
async function renewSheets() {
  const sheets = [...document.querySelectorAll("link[rel~=stylesheet][href], style")];
  const old = sheets.filter((sheet) => (sheet.href ? pathsOf(sheet.href).length : sheet.textContent.includes("@import")));
  await replaceSheets(old, old.map((sheet) => [sheet.cloneNode(true), sheet]));
}

async function replaceSheets(old, fresh) {
  if (!old.length && !fresh.length) return;
  const place = takePlace();
  await Promise.all(fresh.map(([sheet, before]) => loadSheet(sheet, before)));
  for (const sheet of old) sheet.remove();
  givePlace(place);
}

function loadSheet(sheet, before) {
  const isLoaded = new Promise((done) => {
    for (const type of ["load", "error"]) sheet.addEventListener(type, done);
    setTimeout(done, 3000);
  });
  if (before) before.after(sheet);
  else document.head.append(sheet);
  return isLoaded;
}

function patchPage(doc) {
  const place = takePlace();
  document.dispatchEvent(new Event("chartroom:stop"));
  // As the page was sent; the reader's come after.
  for (const box of document.querySelectorAll("details")) setState(box, givenOf(box));
  patch(document.head, doc.head);
  patch(document.body, doc.body);
  document.dispatchEvent(new Event("chartroom:start"));
  meetBoxes();
  givePlace(place);
}

// Brings an element to another of the same name, changing no more than differs, so that what stays keeps all that is the reader's.
function patch(old, next) {
  const isSaidAnew = old.matches(FIELDS) && givenOf(old) !== givenOf(next);
  for (const { name, value } of [...next.attributes]) {
    if (old.getAttribute(name) !== value) old.setAttributeNode(next.getAttributeNode(name).cloneNode());
  }
  for (const { name } of [...old.attributes]) if (!next.hasAttribute(name)) old.removeAttribute(name);
  patchChildren(old, [...old.childNodes], [...next.childNodes]);
  if (isSaidAnew) setState(old, givenOf(old));
}

function patchChildren(parent, old, next) {
  const isSame = (one, other) => one.isEqualNode(other);
  const isAlike = (one, other) => one.nodeName === other.nodeName && one.id === other.id;
  const texts = new Map();
  const text = (node) => {
    if (!texts.has(node)) texts.set(node, node.textContent.trim().slice(0, 80));
    return texts.get(node);
  };
  const beginsAlike = (one, other) => isAlike(one, other) && text(one) === text(other);
  const pairs = align(old, next, [isSame, beginsAlike, isAlike]);
  const remain = new Set(pairs.map(([a]) => old[a]));
  for (const node of old) if (!remain.has(node)) node.remove();
  const stays = new Map(pairs.map(([a, b, isEqual]) => [b, { node: old[a], isEqual }]));
  let place = pairs.length ? old[pairs[0][0]] : null;
  next.forEach((node, index) => {
    const mine = stays.get(index);
    if (mine) {
      if (!mine.isEqual) patchNode(mine.node, node);
      place = mine.node.nextSibling;
    } else {
      parent.insertBefore(node, place);
    }
  });
}

function patchNode(old, next) {
  if (old.nodeType === Node.ELEMENT_NODE) patch(old, next);
  else old.nodeValue = next.nodeValue;
}
