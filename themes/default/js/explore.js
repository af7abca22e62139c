// Diagrams as things to explore: zoom, pan, full screen, links to a diagram and to each of its nodes. Loaded by site.js when a reader
// turns to a diagram. A zoomed drawing is a larger drawing in the sheet that scrolls: lines stay sharp, the browser scrolls it and finds
// text in it as ever. All listeners are on the document, but for those that must stop the browser; they come with a sheet into view.

/**
 * @typedef {{ x: number, y: number }} Point of the window, or of a drawing in its own units.
 * @typedef {{ id: string, scale: number, inner: Point }} Look at a figure: how large, and what is in the corner of its sheet.
 * @typedef {{ on: (target: EventTarget, type: string, action: (event: any) => void, options?: object) => void,
 *   undo: (action: () => void) => void, say: (text: string) => void, picked: string }} Page what site.js offers.
 */
(function () {
  "use strict";
  var LEAST = 0.2, MOST = 8, STEP = 1.5, STRIDE = 60;
  /** What is kept while the preview changes the page: zoomed figures, and the one that fills the screen. */
  var kept = { /** @type {Look[]} */ looks: [], full: "" };

  /** @param {Page} page */
  window.chartroomExplorer = function (page) {
    var on = page.on;
    var still = matchMedia("(prefers-reduced-motion: reduce)");
    /** Sheets that were in view. @type {Set<HTMLElement>} */
    var met = new Set();
    /** Full screen: the dialog, and what is in it. @type {{ dialog: HTMLDialogElement, figure: HTMLElement, place: HTMLElement, back: HTMLElement } | null} */
    var full = null;
    /** Has the button that said what it did say what it does. */
    var untell = function () {};
    var gliding = { frame: 0, sheet: null, goal: 0 };

    /** @returns {HTMLElement} */
    function sheetOf(figure) { return figure.querySelector(".sheet"); }
    /** @returns {SVGSVGElement} */
    function drawingOf(sheet) { return sheet.querySelector("svg"); }
    function isFull(sheet) { return Boolean(full) && full.figure.contains(sheet); }
    function isZoomed(sheet) { return sheet.classList.contains("zoomed"); }
    function scaleOf(sheet) { return drawingOf(sheet).getScreenCTM().a; }

    /** The middle of what is seen of a sheet. @returns {Point} */
    function middleOf(sheet) {
      var box = sheet.getBoundingClientRect();
      return { x: (box.left + box.right) / 2, y: (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2 };
    }

    /** @returns {Point} */
    function cornerOf(sheet) {
      var box = sheet.getBoundingClientRect();
      return { x: box.left, y: box.top };
    }

    /** What of a drawing lies under a point of the window. @returns {Point} */
    function under(sheet, point) {
      var matrix = drawingOf(sheet).getScreenCTM();
      return { x: (point.x - matrix.e) / matrix.a, y: (point.y - matrix.f) / matrix.d };
    }

    /** Scrolls a sheet until a point of the drawing lies under one of the window, as far as it can. */
    function bring(sheet, inner, point) {
      var matrix = drawingOf(sheet).getScreenCTM();
      sheet.scrollLeft += inner.x * matrix.a + matrix.e - point.x;
      sheet.scrollTop += inner.y * matrix.d + matrix.f - point.y;
    }

    /** Makes the drawing as large as told; what lies under `from` lies under `to` afterwards. On the page the sheet keeps its height. */
    function zoom(sheet, scale, from, to) {
      var svg = drawingOf(sheet), size = svg.viewBox.baseVal;
      var inner = under(sheet, from);
      meet(sheet);
      scale = Math.min(MOST, Math.max(LEAST, scale));
      if (!isZoomed(sheet) && !isFull(sheet)) sheet.style.height = sheet.getBoundingClientRect().height + "px";
      sheet.classList.add("zoomed");
      resize(svg, size.width * scale + "px", size.height * scale + "px", "none", "none");
      bring(sheet, inner, to || from);
      showGrip(sheet);
    }

    function resize(svg, width, height, maxWidth, maxHeight) {
      Object.assign(svg.style, { width: width, height: height, maxWidth: maxWidth, maxHeight: maxHeight });
    }

    /** As large as the page shows a drawing by itself; in full screen as large as it goes, but not huge. */
    function fit(sheet) {
      var svg = drawingOf(sheet), size = svg.viewBox.baseVal;
      cancelAnimationFrame(gliding.frame);
      gliding.sheet = null;
      sheet.classList.remove("zoomed");
      sheet.removeAttribute("style");
      svg.removeAttribute("style");
      if (isFull(sheet)) resize(svg, "100%", "100%", 2 * size.width + "px", 2 * size.height + "px");
      sheet.scrollLeft = sheet.scrollTop = 0;
      showGrip(sheet);
    }

    /** Whether there is something to drag. */
    function showGrip(sheet) {
      sheet.classList.toggle("pannable", sheet.scrollWidth > sheet.clientWidth || sheet.scrollHeight > sheet.clientHeight);
    }

    /** Zooms by a factor within a moment; several in a row add up. */
    function glide(sheet, factor, point) {
      cancelAnimationFrame(gliding.frame);
      var from = scaleOf(sheet), begin = 0;
      var goal = Math.min(MOST, Math.max(LEAST, (gliding.sheet === sheet ? gliding.goal : from) * factor));
      page.say("Zoom " + Math.round(goal * 100) + "%");
      if (still.matches) { zoom(sheet, goal, point); return; }
      gliding = { frame: requestAnimationFrame(step), sheet: sheet, goal: goal };
      function step(now) {
        begin = begin || now;
        var part = Math.min(1, (now - begin) / 160);
        zoom(sheet, from * Math.pow(goal / from, part * (2 - part)), point);
        if (part < 1) gliding.frame = requestAnimationFrame(step);
        else gliding.sheet = null;
      }
    }

    /** Scrolls a sheet; false where it is at its end already. */
    function pan(sheet, x, y) {
      var before = [sheet.scrollLeft, sheet.scrollTop];
      sheet.scrollLeft += x;
      sheet.scrollTop += y;
      return before[0] !== sheet.scrollLeft || before[1] !== sheet.scrollTop;
    }

    // Full screen

    /** Shows a figure alone. It is moved, not copied: ids stay unique. */
    function enter(figure) {
      var sheet = sheetOf(figure), button = figure.querySelector('[data-explore="full"]');
      var active = /** @type {HTMLElement} */ (document.activeElement);
      fit(sheet);
      var place = document.createElement("div");
      place.style.height = figure.getBoundingClientRect().height + "px";
      place.style.margin = getComputedStyle(figure).margin;
      var dialog = document.createElement("dialog");
      dialog.className = "full";
      dialog.setAttribute("aria-label", figure.querySelector("figcaption").textContent);
      figure.replaceWith(place);
      dialog.appendChild(figure);
      document.body.appendChild(dialog);
      full = { dialog: dialog, figure: figure, place: place, back: figure.contains(active) ? active : button };
      // The browser closes it on Escape, and on a phone's way back.
      on(dialog, "close", leave);
      dialog.showModal();
      fit(sheet);
      sheet.focus();
      if (button) button.setAttribute("aria-pressed", "true");
    }

    function leave() {
      if (!full) return;
      var last = full, button = last.figure.querySelector('[data-explore="full"]');
      full = null;
      last.place.replaceWith(last.figure);
      last.dialog.close();
      last.dialog.remove();
      if (button) button.setAttribute("aria-pressed", "false");
      fit(sheetOf(last.figure));
      if (last.back) last.back.focus({ preventScroll: true });
    }

    // Links

    /** The fragment that leads to an element. */
    function fragment(id) { return "#" + encodeURI(id); }

    /** Marks a node as the address's, where it is, or its figure if it was marked. */
    function pick(figure, node) {
      var sheet = sheetOf(figure);
      var places = [scrollX, scrollY, sheet.scrollLeft, sheet.scrollTop];
      page.picked = node.matches(":target") ? figure.id : node.id;
      location.replace(fragment(page.picked));
      // The browser went to it, though it was in view.
      scrollTo(places[0], places[1]);
      sheet.scrollLeft = places[2];
      sheet.scrollTop = places[3];
    }

    function copyLink(figure, button) {
      var part = figure.querySelector(":target");
      var hash = fragment(part ? part.id : figure.id);
      var copied = navigator.clipboard
        ? navigator.clipboard.writeText(location.href.split("#")[0] + hash) : Promise.reject(new Error("not allowed"));
      copied.then(function () { tell(button, "Copied", part ? "Link to this part copied" : "Link copied"); }, function () {
        location.replace(hash);
        tell(button, "In the address", "The link is in the address bar");
      });
    }

    /** Has a button say what it did, for a moment. */
    function tell(button, text, said) {
      untell();
      var before = button.textContent;
      var timer = setTimeout(function () { untell(); }, 1600);
      untell = function () {
        clearTimeout(timer);
        button.textContent = before;
        untell = function () {};
      };
      button.textContent = text;
      page.say(said);
    }

    /** What buttons and keys do, by the word in `data-explore`. */
    var actions = {
      in: function (figure, sheet) { glide(sheet, STEP, middleOf(sheet)); },
      out: function (figure, sheet) { glide(sheet, 1 / STEP, middleOf(sheet)); },
      fit: function (figure, sheet) { fit(sheet); page.say("Fit"); },
      full: function (figure) { if (full) leave(); else enter(figure); },
      link: function (figure, sheet, button) { copyLink(figure, button); },
    };
    var keys = { "+": "in", "=": "in", "-": "out", _: "out", 0: "fit", f: "full", F: "full" };
    var arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

    on(document, "click", function (event) {
      var figure = event.target.closest(".diagram");
      if (!figure || !sheetOf(figure)) return;
      var button = event.target.closest("[data-explore]");
      var node = event.target.closest(".sheet [id*='/']");
      var action = button && actions[button.dataset.explore];
      if (action) action(figure, sheetOf(figure), button);
      else if (node && event.detail < 2 && !event.target.closest("a") && getSelection().isCollapsed) pick(figure, node);
    });

    on(document, "dblclick", function (event) {
      var sheet = event.target.closest(".sheet");
      if (sheet) glide(sheet, STEP * STEP, { x: event.clientX, y: event.clientY });
    });

    on(document, "keydown", function (event) {
      var figure = event.target.closest(".diagram");
      if (!figure || event.ctrlKey || event.metaKey || event.altKey || !event.target.closest(".sheet, .explore")) return;
      var sheet = sheetOf(figure), word = keys[event.key], arrow = arrows[event.key];
      if (word) actions[word](figure, sheet);
      else if (!arrow || !pan(sheet, arrow[0] * STRIDE, arrow[1] * STRIDE)) return;
      event.preventDefault();
    });

    // Dragging with mouse or pen. Fingers scroll.
    on(document, "pointerdown", function (down) {
      var sheet = down.target.closest(".sheet.pannable");
      if (!sheet || down.button || down.pointerType === "touch") return;
      var last = down, isDragged = false, end = new AbortController();
      var listen = function (type, action) { on(window, type, action, { signal: end.signal, capture: true }); };
      listen("pointermove", function (event) {
        if (!event.buttons) { end.abort(); return; }
        isDragged = isDragged || Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) > 4;
        if (!isDragged) return;
        sheet.setPointerCapture(down.pointerId);
        pan(sheet, last.clientX - event.clientX, last.clientY - event.clientY);
        last = event;
      });
      listen("dragstart", function (event) { event.preventDefault(); });
      // What was dragged was not clicked.
      listen("click", function (event) {
        if (isDragged) { event.preventDefault(); event.stopPropagation(); }
      });
      var stop = function () { setTimeout(function () { end.abort(); }); };
      listen("pointerup", stop);
      listen("pointercancel", stop);
    });
    on(document, "mousedown", function (event) {
      // A second click would select a word.
      if (event.detail > 1 && event.target.closest(".sheet")) event.preventDefault();
    });

    /** Listens for what the browser would do itself: zoom the page. */
    function meet(sheet) {
      if (met.has(sheet)) return;
      met.add(sheet);
      showGrip(sheet);
      on(sheet, "pointerenter", function () { showGrip(sheet); });
      on(sheet, "wheel", function (event) {
        // Trackpads scroll sideways, and say that Ctrl is held when two fingers spread.
        var isWanted = event.ctrlKey || event.metaKey || (isFull(sheet) && Math.abs(event.deltaY) > Math.abs(event.deltaX));
        if (!isWanted) return;
        event.preventDefault();
        var delta = Math.max(-25, Math.min(25, event.deltaMode ? event.deltaY * 10 : event.deltaY));
        zoom(sheet, scaleOf(sheet) * Math.exp(-delta / 100), { x: event.clientX, y: event.clientY });
      }, { passive: false });
      fingers(sheet);
      safariPinch(sheet);
    }

    /** Two fingers pan and zoom; one scrolls the page, or what fills the screen. */
    function fingers(sheet) {
      var last = null;
      function read(touches) {
        var a = touches[0], b = touches[1];
        return { x: (a.clientX + b.clientX) / 2, y: (a.clientY + b.clientY) / 2,
          apart: Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY) };
      }
      var move = function (event) {
        if (event.touches.length !== 2) { last = null; return; }
        event.preventDefault();
        var now = read(event.touches);
        if (last) zoom(sheet, scaleOf(sheet) * now.apart / last.apart, last, now);
        last = now;
      };
      ["touchstart", "touchmove", "touchend", "touchcancel"].forEach(function (type) { on(sheet, type, move, { passive: false }); });
    }

    /** Safari on a desktop has events of its own for a trackpad; on a phone they come beside touches. */
    function safariPinch(sheet) {
      var begin = 1;
      on(sheet, "gesturestart", function (event) { event.preventDefault(); begin = scaleOf(sheet); });
      on(sheet, "gesturechange", function (event) {
        event.preventDefault();
        if (!navigator.maxTouchPoints) zoom(sheet, begin * event.scale, { x: event.clientX, y: event.clientY });
      });
    }

    var watcher = new IntersectionObserver(function (entries) {
      entries.forEach(function (entry) { if (entry.isIntersecting) meet(/** @type {HTMLElement} */ (entry.target)); });
    });
    document.querySelectorAll(".diagram > .sheet").forEach(function (sheet) { watcher.observe(sheet); });

    // A link in a figure that fills the screen, to another place of the page.
    on(window, "hashchange", function () {
      page.picked = "";
      var target = document.querySelector(":target");
      if (!full || !target || full.figure.contains(target)) return;
      leave();
      target.scrollIntoView();
    });
    on(window, "beforeprint", leave);

    // The preview changes the page: figures keep their looks by their ids.
    page.undo(function () {
      watcher.disconnect();
      untell();
      kept = { full: full ? full.figure.id : "", looks: [] };
      met.forEach(function (sheet) {
        if (isZoomed(sheet)) {
          kept.looks.push({ id: sheet.closest(".diagram").id, scale: scaleOf(sheet), inner: under(sheet, cornerOf(sheet)) });
        }
      });
      leave();
      met.forEach(function (sheet) { fit(sheet); sheet.classList.remove("pannable"); });
    });
    var figures = function (id) { return id && document.querySelector('.diagram[id="' + CSS.escape(id) + '"]:not(.broken)'); };
    if (figures(kept.full)) enter(figures(kept.full));
    kept.looks.forEach(function (look) {
      var figure = figures(look.id);
      if (!figure) return;
      var sheet = sheetOf(figure), corner = cornerOf(sheet);
      zoom(sheet, look.scale, corner);
      bring(sheet, look.inner, corner);
    });
    kept = { full: "", looks: [] };
  };
})();
