// Zoom, pan, full screen and links of diagrams. Loaded by site.js when a reader turns to one. A zoomed drawing is a larger one in the
// sheet that scrolls: lines stay sharp. Listeners are on the document, but for those that keep the browser from zooming the page.
(() => {
  "use strict";
  const LEAST = 0.2, MOST = 8, STEP = 1.5, STRIDE = 60, PART = "[id*='/']";
  /** What outlives a change of the page by the preview: zoomed figures with what is in the corner, and the one in full screen. */
  let kept = { looks: [], full: "" };

  /** Begins on a page. @param {Page} page */
  function begin(page) {
    const { on, say, undo } = page;
    const still = matchMedia("(prefers-reduced-motion: reduce)");
    /** Sheets that were in view. @type {Set<HTMLElement>} */
    const met = new Set();
    /** What fills the screen, and what it needs to go back. @type {any} */
    let full = null;
    let glide = { frame: 0, sheet: null, goal: 0 };
    let anchor = { x: 0, y: 0, sheet: null };
    const labels = new WeakMap();
    const dialog = document.createElement("dialog");
    dialog.className = "full-screen";
    // The browser closes it on Escape, and on a phone's way back.
    on(dialog, "close", () => leave());

    /** @returns {HTMLElement} */
    const sheetOf = (figure) => figure.querySelector(".sheet");
    /** @returns {SVGSVGElement} */
    const drawingOf = (sheet) => sheet.querySelector("svg");
    const scaleOf = (sheet) => drawingOf(sheet).getScreenCTM().a;
    const isFull = (sheet) => full !== null && full.figure.contains(sheet);

    /** The middle of what is seen of a sheet. @returns {Point} */
    function middleOf(sheet) {
      const { left, right, top, bottom } = sheet.getBoundingClientRect();
      return { x: (left + right) / 2, y: (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2 };
    }

    /** What of a drawing lies under a point of the window. @returns {Point} */
    function under(sheet, { x, y }) {
      const { a, d, e, f } = drawingOf(sheet).getScreenCTM();
      return { x: (x - e) / a, y: (y - f) / d };
    }

    /** Scrolls a sheet until a point of the drawing lies under one of the window, as far as it can. */
    function bring(sheet, inner, point) {
      const { a, d, e, f } = drawingOf(sheet).getScreenCTM();
      sheet.scrollLeft += inner.x * a + e - point.x;
      sheet.scrollTop += inner.y * d + f - point.y;
    }

    /** Scrolls a sheet; false where it is at its end already. */
    function pan(sheet, x, y) {
      const { scrollLeft, scrollTop } = sheet;
      sheet.scrollLeft += x;
      sheet.scrollTop += y;
      return scrollLeft !== sheet.scrollLeft || scrollTop !== sheet.scrollTop;
    }

    /** Whether there is something to drag. */
    function showGrip(sheet) {
      sheet.classList.toggle("pannable", sheet.scrollWidth > sheet.clientWidth || sheet.scrollHeight > sheet.clientHeight);
    }

    function resize(svg, width, height, maxWidth, maxHeight) { Object.assign(svg.style, { width, height, maxWidth, maxHeight }); }

    function halt() {
      cancelAnimationFrame(glide.frame);
      glide.sheet = null;
    }

    /** A drawing that is smaller than the least may stay so. */
    const bounded = (sheet, scale) => Math.min(MOST, Math.max(Math.min(LEAST, scaleOf(sheet)), scale));

    /** The point to zoom at, or the last one if almost the same: a sheet scrolls by whole pixels, which would add up. */
    function anchored(sheet, { x, y }) {
      const isSame = anchor.sheet === sheet && Math.hypot(x - anchor.x, y - anchor.y) * scaleOf(sheet) < 4;
      if (!isSame) anchor = { x, y, sheet };
      return anchor;
    }

    /** Makes a drawing as large as told; what lies under `from` lies under `to` then. On the page the sheet keeps its height. */
    function zoom(sheet, scale, from, to = from) {
      halt();
      meet(sheet);
      const svg = drawingOf(sheet), { width, height } = svg.viewBox.baseVal;
      const inner = anchored(sheet, under(sheet, from)), size = bounded(sheet, scale);
      if (!sheet.style.height && !isFull(sheet)) sheet.style.height = sheet.getBoundingClientRect().height + "px";
      sheet.classList.add("zoomed");
      resize(svg, width * size + "px", height * size + "px", "none", "none");
      bring(sheet, inner, to);
      showGrip(sheet);
    }

    /** As large as the page shows a drawing by itself; in full screen as large as it goes, but not huge. */
    function fit(sheet) {
      halt();
      const svg = drawingOf(sheet), { width, height } = svg.viewBox.baseVal;
      sheet.classList.remove("zoomed");
      // Chromium takes away only what it has written out.
      for (const element of [sheet, svg]) if (element.getAttribute("style") !== null) element.removeAttribute("style");
      if (isFull(sheet)) resize(svg, "100%", "100%", 2 * width + "px", 2 * height + "px");
      sheet.scrollTo(0, 0);
      showGrip(sheet);
    }

    /** Zooms by a factor within a moment; several in a row add up. */
    function glideBy(sheet, factor, point) {
      const from = scaleOf(sheet), goal = bounded(sheet, (glide.sheet === sheet ? glide.goal : from) * factor);
      let first = 0;
      const step = (now) => {
        first = first || now;
        const part = still.matches ? 1 : Math.min(1, (now - first) / 160);
        zoom(sheet, from * (goal / from) ** (part * (2 - part)), point);
        if (part < 1) glide = { frame: requestAnimationFrame(step), sheet, goal };
      };
      halt();
      glide = { frame: requestAnimationFrame(step), sheet, goal };
      say(`Zoom ${Math.round(goal * 100)}%`);
    }

    function pressFull(figure, isPressed) {
      const button = figure.querySelector("[data-explore=full]");
      if (button) button.setAttribute("aria-pressed", String(isPressed));
      return button;
    }

    /** Shows a figure alone. It is moved, not copied: ids stay unique. */
    function enter(figure) {
      const sheet = sheetOf(figure), button = pressFull(figure, true), active = document.activeElement;
      fit(sheet);
      const place = document.createElement("div");
      place.style.height = figure.getBoundingClientRect().height + "px";
      place.style.margin = getComputedStyle(figure).margin;
      dialog.setAttribute("aria-label", figure.querySelector("figcaption").textContent);
      full = { figure, place, back: figure.contains(active) ? active : button };
      figure.replaceWith(place);
      dialog.append(figure);
      document.body.append(dialog);
      dialog.showModal();
      fit(sheet);
      sheet.focus();
    }

    function leave() {
      if (!full) return;
      const { figure, place, back } = full;
      full = null;
      place.replaceWith(figure);
      dialog.close();
      dialog.remove();
      pressFull(figure, false);
      fit(sheetOf(figure));
      if (back) back.focus({ preventScroll: true });
    }

    const fragment = (id) => "#" + encodeURI(id);

    /** Has the address name an element. The browser goes to it; the focus stays. */
    function name(id) {
      const active = /** @type {HTMLElement} */ (document.activeElement);
      location.replace(fragment(id));
      active.focus({ preventScroll: true });
    }

    /** Has the address name a part of a figure, where the reader is; or the figure, if it named that part. */
    function pick(figure, part) {
      const sheet = sheetOf(figure), { scrollLeft, scrollTop } = sheet, { scrollX, scrollY } = window;
      page.picked = part.matches(":target") ? figure.id : part.id;
      name(page.picked);
      page.stay(scrollX, scrollY);
      sheet.scrollTo(scrollLeft, scrollTop);
    }

    async function copyLink(figure, button) {
      const part = figure.querySelector(":target"), { id } = part || figure;
      try {
        await navigator.clipboard.writeText(location.href.split("#")[0] + fragment(id));
        tell(button, part ? "Link to this part copied" : "Link copied");
      } catch (_) {
        name(id);
        tell(button, "It is in the address bar");
      }
    }

    /** Has a button say what it did, for a moment. */
    function tell(button, text) {
      if (!labels.has(button)) labels.set(button, button.textContent);
      button.textContent = text;
      setTimeout(() => { button.textContent = labels.get(button); }, 1600);
      say(text);
    }

    /** Goes to the part before or after the one that the address names. */
    function walk(sheet, by) {
      const parts = [...sheet.querySelectorAll(PART)], at = parts.findIndex((part) => part.matches(":target"));
      const part = parts[at + by];
      if (!part) return;
      name(part.id);
      say([...part.querySelectorAll("text")].map((text) => text.textContent).join(" "));
    }

    /** What buttons and keys do, by the word in `data-explore`. */
    const actions = {
      in: (figure, sheet) => glideBy(sheet, STEP, middleOf(sheet)),
      out: (figure, sheet) => glideBy(sheet, 1 / STEP, middleOf(sheet)),
      fit: (figure, sheet) => { fit(sheet); say("Fit"); },
      full: (figure) => { if (full) leave(); else enter(figure); },
      link: (figure, sheet, button) => copyLink(figure, button),
      next: (figure, sheet) => walk(sheet, 1),
      previous: (figure, sheet) => walk(sheet, -1),
    };
    const keys = { "+": "in", "=": "in", "-": "out", _: "out", 0: "fit", f: "full", F: "full", n: "next", N: "previous" };
    const arrows = { ArrowLeft: [-STRIDE, 0], ArrowRight: [STRIDE, 0], ArrowUp: [0, -STRIDE], ArrowDown: [0, STRIDE] };

    on(document, "click", ({ target, detail }) => {
      const figure = target.closest(".diagram"), button = target.closest("[data-explore]");
      const part = target.closest(`.sheet ${PART}`);
      if (figure && button) actions[button.dataset.explore](figure, sheetOf(figure), button);
      else if (part && detail < 2 && !target.closest("a") && getSelection().isCollapsed) pick(figure, part);
    });

    on(document, "dblclick", (event) => {
      const sheet = event.target.closest(".sheet");
      if (sheet) glideBy(sheet, STEP * STEP, event);
    });

    on(document, "mousedown", (event) => {
      // A second click would select a word.
      if (event.detail > 1 && event.target.closest(".sheet")) event.preventDefault();
    });

    on(document, "keydown", (event) => {
      const place = event.target.closest(".sheet, .explore");
      if (!place || event.ctrlKey || event.metaKey || event.altKey) return;
      const figure = place.closest(".diagram"), sheet = sheetOf(figure), word = keys[event.key], arrow = arrows[event.key];
      if (word) actions[word](figure, sheet);
      else if (!arrow || !pan(sheet, ...arrow)) return;
      event.preventDefault();
    });

    // Dragging with mouse or pen. Fingers scroll.
    on(document, "pointerdown", (down) => {
      const sheet = down.target.closest(".sheet.pannable");
      if (!sheet || down.button || down.pointerType === "touch") return;
      const end = new AbortController();
      const listen = (type, action) => on(window, type, action, { signal: end.signal, capture: true });
      let last = down, isDragged = false;
      listen("pointermove", (event) => {
        if (!event.buttons) return end.abort();
        isDragged = isDragged || Math.hypot(event.x - down.x, event.y - down.y) > 4;
        if (!isDragged) return;
        halt();
        sheet.setPointerCapture(down.pointerId);
        pan(sheet, last.x - event.x, last.y - event.y);
        last = event;
      });
      listen("dragstart", (event) => event.preventDefault());
      // What was dragged was not clicked.
      listen("click", (event) => {
        if (!isDragged) return;
        event.preventDefault();
        event.stopPropagation();
      });
      for (const type of ["pointerup", "pointercancel"]) listen(type, () => setTimeout(() => end.abort()));
    });

    /** Listens for what the browser would take for itself. */
    function meet(sheet) {
      if (met.has(sheet)) return;
      met.add(sheet);
      showGrip(sheet);
      on(sheet, "pointerenter", () => showGrip(sheet));
      on(sheet, "wheel", (event) => {
        // Trackpads scroll sideways, too, and say that Ctrl is held when two fingers spread.
        const isSideways = Math.abs(event.deltaY) <= Math.abs(event.deltaX);
        if (!event.ctrlKey && !event.metaKey && (isSideways || !isFull(sheet))) return;
        event.preventDefault();
        const delta = event.deltaMode ? event.deltaY * 10 : event.deltaY;
        zoom(sheet, scaleOf(sheet) * Math.exp(-Math.max(-25, Math.min(25, delta)) / 100), event);
      }, { passive: false });
      fingers(sheet);
      safariPinch(sheet);
    }

    /** Two fingers pan and zoom. One scrolls the page, or what fills the screen. */
    function fingers(sheet) {
      let last = null;
      const move = (event) => {
        const [a, b] = Array.from(event.touches);
        if (event.touches.length !== 2) { last = null; return; }
        event.preventDefault();
        const now = { x: (a.clientX + b.clientX) / 2, y: (a.clientY + b.clientY) / 2,
          apart: Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY) };
        if (last) zoom(sheet, scaleOf(sheet) * now.apart / last.apart, last, now);
        last = now;
      };
      for (const type of ["touchstart", "touchmove", "touchend", "touchcancel"]) on(sheet, type, move, { passive: false });
    }

    /** Safari has events of its own for a trackpad; on a phone they come beside touches. */
    function safariPinch(sheet) {
      let first = 1;
      const pinch = (event) => {
        event.preventDefault();
        if (event.type === "gesturestart") first = scaleOf(sheet);
        else if (!navigator.maxTouchPoints) zoom(sheet, first * event.scale, { x: event.clientX, y: event.clientY });
      };
      for (const type of ["gesturestart", "gesturechange"]) on(sheet, type, pinch);
    }

    const watcher = new IntersectionObserver((entries) => {
      for (const { isIntersecting, target } of entries) if (isIntersecting) meet(target);
    });
    for (const sheet of document.querySelectorAll(".diagram > .sheet")) watcher.observe(sheet);

    on(window, "hashchange", () => {
      page.picked = "";
      // A link out of the figure that fills the screen.
      const target = document.querySelector(":target");
      if (!full || !target || full.figure.contains(target)) return;
      leave();
      target.scrollIntoView();
    });
    on(window, "beforeprint", leave);

    undo(() => {
      kept = { looks: [], full: full ? full.figure.id : "" };
      for (const sheet of met) {
        const id = sheet.matches(".zoomed") && sheet.closest(".diagram").id;
        if (id) kept.looks.push({ id, scale: scaleOf(sheet), corner: under(sheet, sheet.getBoundingClientRect()) });
      }
      watcher.disconnect();
      leave();
      for (const sheet of met) {
        fit(sheet);
        sheet.classList.remove("pannable");
      }
    });

    const drawn = (id) => document.querySelector(`#${CSS.escape(id)} > .sheet`);
    if (kept.full && drawn(kept.full)) enter(drawn(kept.full).parentElement);
    for (const { id, scale, corner } of kept.looks) {
      const sheet = drawn(id), place = sheet && sheet.getBoundingClientRect();
      if (!sheet) continue;
      zoom(sheet, scale, place);
      bring(sheet, corner, place);
    }
  }
  /** @type {any} */ (window).chartroomExplorer = begin;
})();
