// What a page gains with JavaScript: theme switch, menu without history entries, marked contents, buttons of code, search,
// diagrams to explore.
// Everything else works without it. One script, not a module, because modules do not load from file://. The preview changes pages
// without loading them anew: at `chartroom:stop` all that was done here is undone, at `chartroom:start` it begins again.
/**
 * @typedef {{ x: number, y: number }} Point of the window, or of a drawing in its own units.
 * @typedef {{ on: (target: EventTarget, type: string, action: (event: any) => void, options?: object) => void,
 *   undo: (action: () => void) => void, say: (text: string) => void, stay: (x: number, y: number) => void,
 *   picked: string }} Page what scripts share. `picked` is the part of a diagram that a reader clicked at last, so sees already.
 */
(function () {
  "use strict";
  var root = document.documentElement;
  var own = /** @type {any} */ (document.currentScript);
  var shared = /** @type {any} */ (window);
  /** @type {AbortController} */
  var running = null;
  /** @type {(() => void)[]} */
  var undoing = [];
  /** Where a screen reader listens. @type {HTMLElement} */
  var spoken = null;
  var find = function (selector) { return document.querySelector(selector); };
  var all = function (selector) { return Array.prototype.slice.call(document.querySelectorAll(selector)); };

  // Listens until the page changes.
  function on(target, type, action, options) {
    target.addEventListener(type, action, Object.assign({ signal: running.signal }, options));
  }

  function undo(action) { undoing.push(action); }

  // Has a screen reader say something once it has nothing else to say. Behind a modal dialog it would not be heard.
  function say(text) {
    var home = find("dialog[open]") || document.body;
    if (!spoken) {
      spoken = document.createElement("p");
      spoken.className = "spoken";
      spoken.setAttribute("role", "status");
    }
    if (spoken.parentNode !== home) home.appendChild(spoken);
    spoken.textContent = "";
    // A place that is new has to be known before its text changes.
    setTimeout(function () { spoken.textContent = text; }, 60);
  }

  // Scrolls the page, after the address got another fragment. Chromium goes to that in its next frame, unless the page was scrolled.
  function stay(x, y) {
    scrollTo(x, y ? y - 1 : 1);
    scrollTo(x, y);
  }

  /** What js/explore.js needs of this. @type {Page} */
  var page = { on: on, undo: undo, say: say, stay: stay, picked: "" };

  function themeSwitch() {
    var button = find(".theme-toggle");
    if (!button) return;
    var system = matchMedia("(prefers-color-scheme: dark)");
    var metas = all('meta[name="theme-color"]');
    var colors = metas.map(function (meta) { return meta.content; });
    function current() { return root.dataset.theme || (system.matches ? "dark" : "light"); }
    function show() {
      button.setAttribute("aria-label", current() === "dark" ? "Switch to light" : "Switch to dark");
      metas.forEach(function (meta, index) {
        var chosen = root.dataset.theme;
        meta.content = chosen && metas.length === 2 ? colors[chosen === "dark" ? 1 : 0] : colors[index];
      });
    }
    on(button, "click", function () {
      var theme = current() === "dark" ? "light" : "dark";
      // A choice that equals the system's is no choice: from then on the page follows the system again.
      var follows = theme === (system.matches ? "dark" : "light");
      if (follows) delete root.dataset.theme; else root.dataset.theme = theme;
      try {
        if (follows) localStorage.removeItem("theme"); else localStorage.setItem("theme", theme);
      } catch (_) {
        // Without storage the choice lasts for this page.
      }
      show();
    });
    on(system, "change", show);
    show();
  }

  function menu() {
    var panel = find(".menu"), opener = find(".menu-open");
    if (!panel || !opener) return;
    var here = panel.querySelector('a[aria-current="page"]') || panel.querySelector("a[aria-current]");
    // Brings the current page into the panel's own view; scrollIntoView would move the page too.
    function reveal() {
      if (!here) return;
      var top = here.getBoundingClientRect().top - panel.getBoundingClientRect().top;
      if (top < 0 || top > panel.clientHeight - 80) panel.scrollTop += top - panel.clientHeight / 3;
    }
    // The panel stands from page to page where the reader left it.
    var PLACE = "menu-place";
    function keep() {
      try {
        sessionStorage.setItem(PLACE, String(panel.scrollTop));
      } catch (_) {
        // Without storage the current page is brought into view, and no more.
      }
    }
    function giveBack() {
      try {
        panel.scrollTop = Number(sessionStorage.getItem(PLACE)) || 0;
      } catch (_) {
        // As above.
      }
    }
    on(window, "pagehide", keep);
    function set(open) {
      panel.classList.toggle("open", open);
      root.classList.toggle("menu-is-open", open);
      opener.setAttribute("aria-expanded", String(open));
      if (open) {
        reveal();
        panel.querySelector(".menu-close").focus();
      } else {
        opener.focus();
      }
    }
    function isOpen() { return panel.classList.contains("open"); }
    opener.setAttribute("role", "button");
    opener.setAttribute("aria-expanded", "false");
    on(opener, "click", function (event) { event.preventDefault(); set(!isOpen()); });
    on(opener, "keydown", function (event) {
      if (event.key === " ") { event.preventDefault(); set(!isOpen()); }
    });
    all(".menu-close, .menu-veil").forEach(function (link) {
      on(link, "click", function (event) { if (isOpen()) { event.preventDefault(); set(false); } });
    });
    on(document, "keydown", function (event) {
      if (event.key === "Escape" && isOpen()) set(false);
    });
    // Leaving the drawer with Tab closes it, so that focus never moves behind the veil.
    on(panel, "focusout", function (event) {
      if (isOpen() && event.relatedTarget && !panel.contains(event.relatedTarget)) set(false);
    });
    undo(function () {
      panel.classList.remove("open");
      root.classList.remove("menu-is-open");
    });
    giveBack();
    reveal();
  }

  function contents() {
    var toc = find(".toc");
    if (!toc) return;
    var wide = matchMedia("(min-width: 78rem)");
    function fold() { toc.open = wide.matches; }
    on(wide, "change", fold);
    fold();
    on(toc, "click", function (event) {
      if (event.target.closest("a") && !wide.matches) toc.open = false;
    });
    if (!("IntersectionObserver" in window)) return;
    var links = new Map();
    toc.querySelectorAll("a").forEach(function (link) {
      var heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (heading) links.set(heading, link);
    });
    var marked = null;
    function mark(link) {
      if (link === marked) return;
      if (marked) marked.removeAttribute("aria-current");
      marked = link;
      if (!link) return;
      link.setAttribute("aria-current", "true");
      var top = link.offsetTop;
      if (top < toc.scrollTop || top > toc.scrollTop + toc.clientHeight - 40) toc.scrollTop = top - toc.clientHeight / 2;
    }
    // The heading that was passed last is the current one; the observer only says when to look again.
    function look() {
      var current = null;
      links.forEach(function (link, heading) {
        if (heading.getBoundingClientRect().top < 140) current = link;
      });
      mark(current);
    }
    var observer = new IntersectionObserver(look, { rootMargin: "-130px 0px 0px 0px", threshold: [0, 1] });
    links.forEach(function (_, heading) { observer.observe(heading); });
    undo(function () { observer.disconnect(); mark(null); });
  }

  // Adds a button to a block of code.
  function codeButton(block, className, label, action) {
    var button = document.createElement("button");
    button.type = "button";
    button.className = className;
    button.textContent = label;
    on(button, "click", function () { action(button, label); });
    block.appendChild(button);
    undo(function () { button.remove(); });
    return button;
  }

  // Copies a text; the button tells for a moment what became of it.
  function copy(text, button, label) {
    navigator.clipboard.writeText(text).then(
      function () { button.textContent = "Copied"; },
      function () { button.textContent = "Not allowed"; }
    ).then(function () {
      say(button.textContent);
      setTimeout(function () { button.textContent = label; }, 1600);
    });
  }

  function canCopy() { return Boolean(navigator.clipboard && navigator.clipboard.writeText); }

  function copyButtons() {
    if (!canCopy()) return;
    all(".code").forEach(function (block) {
      var code = block.querySelector("pre code");
      if (!code) return;
      codeButton(block, "copy", "Copy", function (button, label) {
        copy(code.textContent.replace(/\n$/, ""), button, label);
      });
    });
  }

  // Lines of code that others can be led to: `#code:2:5-8` marks them, numbers beside a block make such addresses, and so does a
  // button, for the lines that are selected.
  function codeLines() {
    var marked = null;
    function lineOf(code, node, offset) {
      var range = document.createRange();
      range.setStart(code, 0);
      range.setEnd(node, offset);
      return range.toString().split("\n").length;
    }
    // Where lines begin below the block's upper edge, and how high each is.
    function geometry(block) {
      var code = block.querySelector("code"), style = getComputedStyle(code.parentNode);
      return {
        top: code.parentNode.offsetTop + parseFloat(style.paddingTop),
        height: parseFloat(style.lineHeight),
        count: code.textContent.replace(/\n$/, "").split("\n").length
      };
    }
    function mark() {
      if (marked) marked.remove();
      marked = null;
      var parts = /^#(code:\d+):(\d{1,6})(?:-(\d{1,6}))?$/.exec(location.hash);
      var block = parts && document.getElementById(parts[1]);
      if (!block || !block.querySelector("code")) return;
      var lines = geometry(block);
      var first = Math.min(Number(parts[2]), lines.count), last = Math.min(Number(parts[3] || first), lines.count);
      if (first < 1 || last < first) return;
      marked = document.createElement("div");
      marked.className = "code-mark";
      marked.style.top = lines.top + (first - 1) * lines.height + "px";
      marked.style.height = (last - first + 1) * lines.height + "px";
      block.appendChild(marked);
      var tab = block.closest(".tab");
      if (tab) tab.previousElementSibling.previousElementSibling.checked = true;
      marked.scrollIntoView({ block: "center" });
    }
    function gutter(block) {
      var lines = geometry(block);
      var list = document.createElement("div");
      list.className = "code-lines";
      list.setAttribute("aria-hidden", "true");
      list.style.top = lines.top + "px";
      list.style.lineHeight = lines.height + "px";
      for (var number = 1; number <= lines.count; number += 1) {
        var link = document.createElement("a");
        link.href = "#" + block.id + ":" + number;
        link.tabIndex = -1;
        link.textContent = String(number);
        list.appendChild(link);
      }
      on(list, "click", function (event) {
        var from = /^#(code:\d+):(\d+)/.exec(location.hash), to = event.target.closest("a");
        if (!event.shiftKey || !to || !from || from[1] !== block.id) return;
        event.preventDefault();
        var ends = [Number(from[2]), Number(to.textContent)].sort(function (a, b) { return a - b; });
        location.hash = block.id + ":" + ends.join("-");
      });
      block.appendChild(list);
      undo(function () { list.remove(); });
    }
    all('.code[id^="code:"]').forEach(function (block) {
      var code = block.querySelector("code");
      if (!code) return;
      on(block, "pointerenter", function () { gutter(block); }, { once: true });
      codeButton(block, "copy code-link", "Link", function (button, label) {
        var selection = getSelection(), hash = block.id;
        if (selection.rangeCount && !selection.isCollapsed && code.contains(selection.anchorNode) && code.contains(selection.focusNode)) {
          var range = selection.getRangeAt(0);
          var first = lineOf(code, range.startContainer, range.startOffset);
          var last = Math.max(first, lineOf(code, range.endContainer, range.endOffset) - (range.toString().slice(-1) === "\n" ? 1 : 0));
          hash += ":" + first + (last > first ? "-" + last : "");
        }
        location.hash = hash;
        if (canCopy()) copy(location.href, button, label);
      }).title = "To the selected lines, or to the block";
    });
    on(window, "hashchange", mark);
    undo(function () { if (marked) marked.remove(); });
    mark();
  }

  // The script of the search is loaded when it is first wanted; what is typed until it is there is kept for it.
  var searching = null;

  function search() {
    var opener = find(".search-open");
    if (!opener) return;
    var typed = null;
    function load() {
      searching = searching || new Promise(function (done, fail) {
        var script = document.createElement("script");
        script.src = opener.dataset.script;
        script.onload = done;
        script.onerror = fail;
        document.head.appendChild(script).remove();
      }).catch(function () { searching = null; });
      return searching;
    }
    function take() {
      var text = typed;
      typed = null;
      return text;
    }
    function open() {
      if (typed !== null) return;
      typed = "";
      load().then(function () {
        if (window.chartroomSearch) window.chartroomSearch.open(take); else take();
      });
    }
    on(opener, "click", open);
    on(opener, "focus", load);
    on(document, "keydown", function (event) {
      var isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
      var isField = event.target.closest && event.target.closest("input, textarea, select, [contenteditable], dialog");
      if (typed !== null && isPlain && event.key.length === 1) typed += event.key;
      else if (isPlain && event.key === "/" && !isField) open();
      else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") open();
      else return;
      event.preventDefault();
    });
  }

  // What explores diagrams is loaded when a reader turns to one, or touches the page: two fingers on a diagram have to find it there.
  // A button that was pressed before is pressed again then.
  function diagrams() {
    var address = own.dataset.explore;
    if (!address || !find(".diagram .sheet")) return;
    if (shared.chartroomExplorer) { shared.chartroomExplorer(page); return; }
    var waiting = new AbortController();
    var script = null, pressed = null;
    function load() {
      if (script) return;
      script = document.createElement("script");
      script.src = address;
      script.onload = function () {
        waiting.abort();
        script.remove();
        shared.chartroomExplorer(page);
        if (pressed) pressed.click();
      };
      script.onerror = function () {
        script.remove();
        script = null;
      };
      document.head.appendChild(script);
    }
    ["pointerover", "focusin", "click", "touchstart"].forEach(function (type) {
      document.addEventListener(type, function (/** @type {any} */ event) {
        var figure = event.target.closest && event.target.closest(".diagram");
        if (type === "click" && figure) pressed = event.target.closest("[data-explore]");
        if (figure || type === "touchstart") load();
      }, { signal: waiting.signal, passive: true });
    });
    undo(function () {
      waiting.abort();
      if (script) script.onload = null;
      if (script) script.remove();
    });
  }

  // Brings the part of a diagram that the address names into the middle of its sheet and of the window.
  function showPart() {
    var id = location.hash.slice(1);
    try { id = decodeURIComponent(id); } catch (_) { /* Then it is written as it is. */ }
    var part = document.getElementById(id);
    var sheet = part && part.parentElement.closest(".sheet");
    if (!sheet || id === page.picked) return;
    var box = part.getBoundingClientRect(), view = sheet.getBoundingClientRect();
    sheet.scrollLeft += (box.left + box.right - view.left - view.right) / 2;
    sheet.scrollTop += (box.top + box.bottom - view.top - view.bottom) / 2;
    box = part.getBoundingClientRect();
    stay(scrollX, sheet.closest("dialog") ? scrollY : Math.max(0, scrollY + (box.top + box.bottom - innerHeight) / 2));
  }

  function start() {
    running = new AbortController();
    themeSwitch();
    menu();
    contents();
    copyButtons();
    codeLines();
    search();
    diagrams();
    on(window, "hashchange", showPart);
  }

  document.addEventListener("chartroom:stop", function () {
    running.abort();
    undoing.splice(0).forEach(function (undo) { undo(); });
    if (spoken) spoken.remove();
  });
  document.addEventListener("chartroom:start", start);
  own.restarts = true;
  start();
  // After the browser went to the fragment itself. One that comes back to a page goes to where it was.
  addEventListener("load", function () {
    var visit = /** @type {any} */ (performance.getEntriesByType("navigation")[0]);
    if (!visit || visit.type === "navigate") showPart();
  });
})();
