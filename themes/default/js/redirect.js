// Leads from an old address to the new one and keeps the query and the fragment that the reader came with.
(function () {
  var target = document.currentScript.dataset.target.split("#");
  var hash = location.hash || (target[1] ? "#" + target[1] : "");
  var search = target[0].indexOf("?") < 0 ? location.search : "";
  location.replace(target[0] + search + hash);
})();
