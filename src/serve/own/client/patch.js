// Brings the page to another edition of itself without loading it anew: a reload of a page with many drawings takes the browser
// several times as long. Only where nothing can go wrong: the scripts of both are the same, and all of them said by
// `document.currentScript.restarts = true` that they undo what they did at the event `chartroom:stop` and begin again at
// `chartroom:start`. All other pages are loaded anew.

const OWN = "/_chartroom/client.js";

function ownScript(doc) {
  return [...doc.scripts].find((script) => script.getAttribute("src") === OWN);
}

function canPatch(doc) {
  const scripts = (of) => [...of.scripts].filter((script) => script !== ownScript(of));
  const signature = (script) => [...script.attributes].map((each) => `${each.name}=${each.value}`).join(" ") + script.text;
  const runs = (script) => !script.type || script.type === "module" || /javascript/.test(script.type);
  const [old, next] = [scripts(document), scripts(doc)];
  return old.length === next.length
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
  const next = sheetsOf(doc).map((link) => link.getAttribute("href"));
  const gone = old.filter((link) => !next.includes(link.getAttribute("href")));
  const loads = [];
  for (const href of next) {
    if (old.some((link) => link.getAttribute("href") === href)) continue;
    const before = gone.find((link) => plainName(link.getAttribute("href")) === plainName(href));
    const link = document.importNode(sheetsOf(doc).find((each) => each.getAttribute("href") === href));
    loads.push(new Promise((done) => {
      link.addEventListener("load", done);
      link.addEventListener("error", done);
      setTimeout(done, 3000);
    }));
    if (before) before.after(link);
    else document.head.append(link);
  }
  await Promise.all(loads);
  for (const link of gone) link.remove();
}

function patchPage(doc) {
  const place = takePlace();
  const here = elementsHere();
  document.dispatchEvent(new Event("chartroom:stop"));
  patch(document.head, doc.head);
  patch(document.body, doc.body);
  document.dispatchEvent(new Event("chartroom:start"));
  givePlace(place, here);
}

// Brings an element to another of the same name, changing no more than differs.
function patch(old, next) {
  for (const { name, value } of [...next.attributes]) {
    if (old.getAttribute(name) !== value) old.setAttributeNode(next.getAttributeNode(name).cloneNode());
  }
  for (const { name } of [...old.attributes]) {
    // Whether a box is open is the reader's.
    if (!next.hasAttribute(name) && !(name === "open" && old.localName === "details")) old.removeAttribute(name);
  }
  const a = [...old.childNodes];
  const b = [...next.childNodes];
  while (a.length && b.length && a[0].isEqualNode(b[0])) { a.shift(); b.shift(); }
  let end = null;
  while (a.length && b.length && a[a.length - 1].isEqualNode(b[b.length - 1])) { end = a.pop(); b.pop(); }
  const alike = (one, other) => one.nodeName === other.nodeName && one.id === other.id;
  if (a.length === b.length && a.every((one, index) => alike(one, b[index]))) {
    a.forEach((one, index) => {
      if (one.nodeType === Node.ELEMENT_NODE) patch(one, b[index]);
      else one.nodeValue = b[index].nodeValue;
    });
    return;
  }
  for (const one of a) one.remove();
  for (const one of b) old.insertBefore(one, end);
}
