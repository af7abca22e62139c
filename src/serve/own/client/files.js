// Which other files of the site the page shows: those that its elements name, and whatever else it has loaded, by way of a style
// sheet or a script.
const SHOWN = "img, source, object, embed, iframe, video, audio, track, image, script[src],"
  + " link:is([rel~=stylesheet], [rel~=icon], [rel~=preload])";
const ADDRESSES = ["src", "data", "poster", "href"];

const loaded = new Set();
const watch = new PerformanceObserver((list) => meet(list.getEntries()));
watch.observe({ type: "resource", buffered: true });

function meet(entries) {
  for (const { name } of entries) pathsOf(name).forEach((path) => loaded.add(path));
}

function decoded(path) {
  try {
    return decodeURIComponent(path);
  } catch (_) {
    return path;
  }
}

// An address of this server as the path there.
function pathsOf(address) {
  try {
    const url = new URL(address, document.baseURI);
    return url.origin === location.origin ? [decoded(url.pathname)] : [];
  } catch (_) {
    return [];
  }
}

// Their paths at the server. Where a file's name holds the hash of its bytes, the page itself changes with it: those are left out,
// and so is the index of the search, which is asked for anew with each search.
function shownPaths() {
  const addresses = [...document.querySelectorAll(SHOWN)].flatMap((element) => {
    const candidates = (element.getAttribute("srcset") || "").split(",").map((candidate) => candidate.trim().split(/\s/)[0]);
    return [...ADDRESSES.map((name) => element.getAttribute(name)), ...candidates].filter(Boolean);
  });
  meet(watch.takeRecords());
  const paths = new Set([...addresses.flatMap(pathsOf), ...loaded]);
  return [...paths].filter((path) => !/\.[0-9a-f]{12}(\.\w+)?$|\/chartroom\/search\//.test(path));
}

// Which of these files of the site at `root` the page shows.
function shown(files, root) {
  const paths = new Set(shownPaths());
  return files.filter((file) => paths.has(decoded(root) + file));
}

// Whether the page shows a file of the author's that may change without it. The theme's own, which every page shows, are seldom edited.
function showsOwnFile(root) {
  const site = decoded(root || "/");
  const others = [`${site}chartroom/`, "/_chartroom/"];
  return shownPaths().some((path) => path.startsWith(site) && !others.some((other) => path.startsWith(other)));
}
