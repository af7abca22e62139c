// What the gallery gains with JavaScript: fields that pick cards. What is picked lives in the page's address, so that it survives
// a reload and the back button, and can be sent to somebody. It runs in <head>, since a picked page must not show all cards first.
// The preview changes pages in place: see site.js.
(function () {
  "use strict";

  /**
   * @typedef {object} Card
   * @property {HTMLElement} item
   * @property {string} caption in lower case
   * @property {string[]} marks of the options that take it
   */

  const root = document.documentElement;
  /** @type {AbortController} */
  let running;
  /** @type {() => void} */
  let undo = () => {};

  /** A number as the page writes it: 1,622. @param {number} number */
  function thousands(number) { return String(number).replace(/\B(?=(\d{3})+$)/g, ","); }

  /** @param {HTMLFormElement} form */
  function gallery(form) {
    const text = form.querySelector("input");
    const selects = [...form.querySelectorAll("select")];
    const options = selects.flatMap((select, at) => [...select.options].slice(1).map((option) => ({
      option, at, mark: option.dataset.mark, title: option.text.replace(/ \(\d+\)$/, ""),
    })));
    const selectOf = new Map(options.map(({ mark, at }) => [mark, at]));
    const found = document.querySelector(".found [role=status]");
    const clear = document.querySelector(".clear");
    const everything = found.textContent;
    const sections = [...document.querySelectorAll(".gallery section")].map((section) => {
      const groups = [...section.querySelectorAll(".cards")];
      const cards = [...section.querySelectorAll(".cards > li")].map((item) => /** @type {Card} */ ({
        item,
        caption: item.querySelector(".name").textContent.toLowerCase(),
        marks: item.dataset.marks.split(" "),
      }));
      return { section, many: section.querySelector(".many"), groups, size: groups[0].children.length, cards, shown: cards };
    });
    const total = sections.reduce((sum, { cards }) => sum + cards.length, 0);

    /** Puts these cards of a section into its groups, which stay full: hidden ones among them would leave holes. */
    function show(part, /** @type {Card[]} */ cards) {
      if (cards.length === part.shown.length && cards.every((card, at) => card === part.shown[at])) return;
      part.shown = cards;
      part.many.textContent = thousands(cards.length);
      part.section.hidden = cards.length === 0;
      part.groups.forEach((group, at) => {
        group.replaceChildren(...cards.slice(at * part.size, (at + 1) * part.size).map(({ item }) => item));
        group.hidden = !group.hasChildNodes();
      });
    }

    // Shows what the fields ask for, and at each option how many cards there are with it.
    function pick() {
      const words = text.value.toLowerCase().split(/\s+/);
      const wanted = selects.map((select) => select.selectedIndex > 0 && select.selectedOptions[0].dataset.mark);
      const counts = new Map(options.map(({ mark }) => [mark, 0]));
      let shown = 0;
      for (const part of sections) {
        const cards = part.cards.filter(({ caption, marks }) => {
          if (!words.every((word) => caption.includes(word))) return false;
          const against = wanted.filter((mark) => mark && !marks.includes(mark));
          // A card that a single select keeps away is one of those that other options of this select would show.
          for (const mark of against.length < 2 ? marks : []) {
            const isCounted = against.length === 0 || selectOf.get(mark) === selectOf.get(against[0]);
            if (isCounted) counts.set(mark, counts.get(mark) + 1);
          }
          return against.length === 0;
        });
        show(part, cards);
        shown += cards.length;
      }
      for (const { option, mark, title } of options) option.text = title + " (" + counts.get(mark) + ")";
      const fields = [text, ...selects];
      for (const field of fields) field.classList.toggle("is-set", field.value !== "");
      const isPicked = fields.some((field) => field.value !== "");
      clear.hidden = !isPicked;
      form.parentElement.classList.toggle("none", shown === 0);
      if (!isPicked) found.textContent = everything;
      else if (shown === 0) found.textContent = "No diagram matches all of this.";
      else found.textContent = thousands(shown) + " of " + thousands(total) + " diagrams";
    }

    // The fields as the address says; a value that there is not, or no more, picks nothing.
    function read() {
      const query = new URLSearchParams(location.search);
      text.value = query.get("q") || "";
      for (const select of selects) {
        const value = query.get(select.name);
        select.selectedIndex = Math.max(0, [...select.options].findIndex((option) => option.value === value));
      }
      pick();
    }

    /** The address as the fields say. @param {boolean} isStep whether the back button leads to what was before */
    function write(isStep) {
      const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== "")).toString();
      if (query === location.search.slice(1)) return;
      history[isStep ? "pushState" : "replaceState"](null, "", query ? "?" + query : location.pathname);
    }

    // Typing is one step. Its address is written when it pauses, since browsers limit how often that may be.
    let isTyping = false;
    let pause = 0;
    function endTyping() {
      clearTimeout(pause);
      isTyping = false;
    }

    /** Listens until the page changes. @param {EventTarget} target @param {string} type @param {(event: Event) => void} action */
    function on(target, type, action) { target.addEventListener(type, action, { signal: running.signal }); }
    on(text, "input", () => {
      pick();
      clearTimeout(pause);
      pause = setTimeout(() => { write(!isTyping); isTyping = true; }, 300);
    });
    on(form, "change", (event) => {
      if (event.target === text) return;
      endTyping();
      write(true);
      pick();
    });
    on(form, "submit", (event) => event.preventDefault());
    on(clear, "click", () => {
      for (const select of selects) select.selectedIndex = 0;
      text.value = "";
      endTyping();
      write(true);
      pick();
      text.focus();
    });
    on(window, "popstate", () => { endTyping(); read(); });
    undo = () => {
      endTyping();
      for (const part of sections) show(part, part.cards);
    };
    read();
  }

  function start() {
    running = new AbortController();
    const form = document.querySelector(".pick");
    if (form) gallery(form);
    root.classList.remove("picking");
  }

  root.classList.toggle("picking", location.search !== "");
  document.currentScript.restarts = true;
  document.addEventListener("chartroom:stop", () => { running.abort(); undo(); });
  document.addEventListener("chartroom:start", start);
  document.addEventListener("DOMContentLoaded", start);
})();
