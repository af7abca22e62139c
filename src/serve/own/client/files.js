// Which other files of the site the page shows: pictures, drawings, style sheets of the author's, scripts.
const SHOWN = "img, source, object, embed, iframe, video, audio, track, image, script[src],"
  + " link:is([rel~=stylesheet], [rel~=icon], [rel~=preload])";
const ADDRESSES = ["src", "data", "poster", "href"];

function decoded(path) {
  try {
    return decodeURIComponent(path);
  } catch (_) {
    return path;
  }
}

// Their paths at the server. Where a file's name holds the hash of its bytes, the page itself changes with it: those are left out.
function shownPaths() {
  const addresses = [...document.querySelectorAll(SHOWN)].flatMap((element) => {
    const candidates = (element.getAttribute("srcset") || "").split(",").map((candidate) => candidate.trim().split(/\s/)[0]);
    return [...ADDRESSES.map((name) => element.getAttribute(name)), ...candidates].filter(Boolean);
  });
  const paths = addresses.flatMap((address) => {
    try {
      const url = new URL(address, document.baseURI);
      return url.origin === location.origin ? [decoded(url.pathname)] : [];
    } catch (_) {
      return [];
    }
  });
  return paths.filter((path) => !/\.[0-9a-f]{12}(\.\w+)?$/.test(path));
}

// Whether the page shows one of these files of the site at `root`.
function shows(files, root) {
  const paths = new Set(files.map((file) => decoded(root) + file));
  return paths.size > 0 && shownPaths().some((path) => paths.has(path));
}

// Whether the page shows a file of the author's that may change without it. The theme's own, which every page shows, are seldom edited.
function showsOwnFile(root) {
  const site = decoded(root || "/");
  const others = [`${site}chartroom/`, "/_chartroom/"];
  return shownPaths().some((path) => path.startsWith(site) && !others.some((other) => path.startsWith(other)));
}
