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
let work = null;
let isAskedAgain = false;
let offlineTimer = 0;

async function ask() {
  const answer = await fetch(`/_chartroom/page?file=${encodeURIComponent(me.page)}`, { cache: "no-store" });
  if (!answer.ok) throw new Error(`the preview answers ${answer.status}`);
  return answer.json();
}

// Fetches the page's new edition and shows it, in place where that is safe.
async function update() {
  const answer = await fetch(location.pathname + location.search, { cache: "no-cache", headers: { Accept: "text/html" } });
  const doc = new DOMParser().parseFromString(await answer.text(), "text/html");
  const script = ownScript(doc);
  if (!answer.ok) throw new Error(`the page answers ${answer.status}`);
  if (!script) return reload();
  const { tag, shape } = script.dataset;
  if (tag === me.tag) return undefined;
  const isSame = shape === me.shape;
  if (!isSame && !canPatch(doc)) return reload();
  await swapSheets(doc);
  try {
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
  const state = await ask();
  const isFirst = session === null;
  session = state.session;
  revision = state.revision;
  const isWaiting = me.tag === "missing" || me.tag === "nothing";
  const gone = state.ready && !state.page && !isWaiting && me.tag !== "file";
  if (overlay) overlay.show({ ...state, session: null, revision: null, page: null, gone }, revision);
  if (isFirst && isYounger(state.age) && showsOwnFile(state.root)) needsReload = true;
  me.root = me.root || state.root;
  if (!state.ready || gone) return;
  // Another `base_url`: the whole site stands elsewhere.
  if (state.root !== me.root) goTo(state.root, me.page);
  else if (needsReload || me.tag === "nothing" || (isWaiting && state.page)) reload();
  else if (state.page && !isWaiting && state.page.tag !== me.tag) await update();
}

// One comparison at a time; what happens meanwhile leads to another. Tabs in the background wait until nothing more comes, so that
// many of them do not keep the one in front waiting.
function catchUp(isSure, isInFront = document.visibilityState !== "hidden") {
  clearTimeout(isLater);
  isLater = 0;
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

function goTo(root, page) {
  const name = page.replace(/(^|\/)index\.html$/, "$1");
  location.assign(root + name.split("/").map(encodeURIComponent).join("/"));
}

// Goes to the page that was edited. True where that leads elsewhere.
function follow({ follow: page, root }) {
  if (!page || page === me.page || !isTop || document.visibilityState === "hidden") return false;
  goTo(root, page);
  return true;
}

function built(data) {
  const isNext = data.previous === revision && data.root === me.root;
  if (follow(data)) return;
  const changed = data.changed && data.changed[me.page];
  if (me.tag === "missing" && data.changed && data.changed["404.html"]) needsReload = true;
  // So many other files that they are not named: this page may show any of them.
  if (!data.files || !data.gone || shows([...data.files, ...data.gone], data.root)) needsReload = true;
  else if (me.tag === "file" && data.files.includes(me.page)) needsReload = true;
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

function tell(type, data) {
  if (type === "offline") {
    // A server that is started again within a moment was never missed.
    offlineTimer = offlineTimer || setTimeout(() => overlay && overlay.offline(true), 1000);
    return;
  }
  clearTimeout(offlineTimer);
  offlineTimer = 0;
  if (overlay) overlay.offline(false);
  if (isGap(type, data) && (me.tag === "file" || showsOwnFile(me.root))) needsReload = true;
  if (type === "built") built(data);
  else if (needsReload || type === "failed" || data.session !== session || data.revision !== revision) catchUp(false);
}

document.addEventListener("visibilitychange", () => {
  if (isLater) catchUp(false);
});
afterReload();
catchUp(false);
listen(tell);
