// What a tab does about the server's events: keeps its page, its styles and what was found in it up to date.
const own = document.currentScript;
const isTop = window === window.top;
const overlay = isTop && document.documentElement ? new Overlay() : null;
const me = { page: own.dataset.page, tag: own.dataset.tag, shape: own.dataset.shape, root: null };
let session = null;
let revision = null;
// The session and revision of the last event.
let heard = null;
let isLater = 0;
let needsReload = false;
let needsSheets = false;
let isBarred = false;
let work = null;
let isAskedAgain = false;
let offlineTimer = 0;

function addressOf(root, page) {
  const name = page.replace(/(^|\/)index\.html$/, "$1");
  return location.origin + root + name.split("/").map(encodeURIComponent).join("/");
}

async function askState() {
  const address = `${location.origin}/_chartroom/page?file=${encodeURIComponent(me.page)}`;
  const { ok, status, text } = await ask(address, "application/json");
  if (!ok) throw new Error(`the preview answers ${status}`);
  return JSON.parse(text);
}

function read(text) {
  try {
    return new DOMParser().parseFromString(text, "text/html");
  } catch (_) {
    // A page that demands trusted types.
    return null;
  }
}

// Fetches the page's new edition and shows it, in place where that is safe.
async function update() {
  const { ok, status, text } = await ask(addressOf(me.root, me.page), "text/html");
  if (!ok) throw new Error(`the page answers ${status}`);
  const doc = read(text);
  const script = doc && ownScript(doc);
  if (!script) return reload();
  const { tag, shape } = script.dataset;
  if (tag === me.tag) return undefined;
  const isSame = shape === me.shape;
  if (!isSame && !canPatch(doc)) return reload();
  try {
    await swapSheets(doc);
    if (!isSame) patchPage(doc);
  } catch (_) {
    // A page that hides the document's own names behind those of its elements.
    return reload();
  }
  Object.assign(me, { tag, shape });
  Object.assign(own.dataset, { tag, shape });
  return undefined;
}

// Whether what has been shown for so long is younger than this page: then its files may be older than that, and no event tells.
function isYounger(age) {
  const [loading] = performance.getEntriesByType("navigation");
  return Boolean(loading) && age < performance.now() - loading.responseStart;
}

// Compares with what the server has now, and catches up.
async function compare(isSure) {
  // What became of it, the comparison tells.
  if (isSure && !needsReload) await update().catch(() => {});
  const state = await askState();
  const isFirst = session === null;
  session = state.session;
  revision = state.revision;
  const isWaiting = me.tag === "missing" || me.tag === "nothing";
  const gone = state.ready && !state.page && !isWaiting && me.tag !== "file";
  if (overlay) overlay.show({ ...state, session: null, revision: null, page: null, gone }, revision);
  if (isFirst && isYounger(state.age) && dependsOnFiles(state.root)) needsReload = true;
  me.root = me.root || state.root;
  if (!state.ready || gone) return;
  // Another `base_url`: the whole site stands elsewhere.
  if (state.root !== me.root) location.assign(addressOf(state.root, me.page));
  else if (needsReload || me.tag === "nothing" || (isWaiting && state.page)) reload();
  else {
    if (state.page && !isWaiting && state.page.tag !== me.tag) await update();
    if (needsSheets) {
      needsSheets = false;
      await renewSheets();
    }
  }
}

// One comparison at a time; what happens meanwhile leads to another. Tabs in the background wait until nothing more comes, so that
// many of them do not keep the one in front waiting.
function catchUp(isSure, isInFront = document.visibilityState !== "hidden") {
  clearTimeout(isLater);
  isLater = 0;
  if (isBarred) return;
  if (!isInFront) {
    isLater = setTimeout(catchUp, 1000 + 1000 * Math.random(), false, true);
  } else if (work) {
    isAskedAgain = true;
  } else {
    work = compare(isSure).catch(() => {
      // Nothing is known now. A server that is gone says hello when it is back; one that is there is asked again.
      revision = null;
      if (!offlineTimer) isLater = setTimeout(catchUp, 1000, false);
    }).then(() => {
      work = null;
      if (isAskedAgain) {
        isAskedAgain = false;
        catchUp(false);
      }
    });
  }
}

// Goes to the page that was edited. True where that leads elsewhere.
function follow({ follow: page, root }) {
  if (!page || page === me.page || !isTop || document.visibilityState === "hidden") return false;
  location.assign(addressOf(root, page));
  return true;
}

function built(data) {
  const isNext = data.previous === revision && data.root === me.root;
  if (follow(data)) return;
  const changed = data.changed && data.changed[me.page];
  if (me.tag === "missing" && data.changed && data.changed["404.html"]) needsReload = true;
  // So many other files that they are not named: this page may show any of them.
  const others = data.files && data.gone ? [...data.files, ...data.gone] : null;
  const met = others ? shown(others, data.root) : [];
  const isThis = others && (data.files.includes(me.page) || (me.tag === "file" && data.gone.includes(me.page)));
  if (!others || isThis || !met.every((file) => file.endsWith(".css"))) needsReload = true;
  else if (met.length) needsSheets = true;
  catchUp(isNext && Boolean(changed) && changed.tag !== me.tag);
}

// Whether events were missed between the last one and this. What they said of pages, the comparison finds out; what they said of
// other files is lost.
function isGap(type, data) {
  const last = heard;
  heard = { session: type === "hello" ? data.session : last && last.session, revision: data.revision };
  if (!last) return false;
  if (type === "hello") return data.session !== last.session || data.revision !== last.revision;
  return data.previous !== last.revision;
}

// Whether files of the author's may change what is seen here without the page: one is served in its place, or would be if it were
// there.
function dependsOnFiles(root) {
  return me.tag === "file" || me.tag === "missing" || showsOwnFile(root);
}

function tell(type, data) {
  if (type === "barred") {
    isBarred = true;
    if (overlay) overlay.barred();
  }
  if (isBarred) return;
  if (type === "offline") {
    // A server that is started again within a moment was never missed.
    offlineTimer = offlineTimer || setTimeout(() => overlay && overlay.offline(true), 1000);
    return;
  }
  clearTimeout(offlineTimer);
  offlineTimer = 0;
  if (overlay) overlay.offline(false);
  if (isGap(type, data) && dependsOnFiles(me.root)) needsReload = true;
  if (type === "built") built(data);
  else if (needsReload || type === "failed" || data.session !== session || data.revision !== revision) catchUp(false);
}

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") catchUp(false);
});
meetBoxes();
afterReload();
listen(tell);
catchUp(false);
