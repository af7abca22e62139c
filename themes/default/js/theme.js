// Runs in <head> before the first paint, so that a chosen theme never flashes in the other one.
(function () {
  var root = document.documentElement;
  root.classList.add("js");
  // It has nothing to do again where the preview changes a page in place.
  document.currentScript.restarts = true;
  try {
    var theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch (_) {
    // Storage can be refused, for file:// and in private windows; the theme then follows the system.
  }
})();
