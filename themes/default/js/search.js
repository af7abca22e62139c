// Readers' search, loaded when it is wanted. Its index comes in parts, which are scripts, to load from a folder, too: see
// content/internals/search.md of Chartroom. What a site says only becomes text.
(function () {
  "use strict";
  const site = new URL("../../", document.currentScript.src);

  // Words, as words.rs and fold.rs make them.

  const SPACELESS = "\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}ー\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}\\p{sc=Myanmar}";
  const LETTERS = `(?:(?![${SPACELESS}])[\\p{L}\\p{N}\\p{M}])+`;
  const CHUNK = new RegExp(`[${SPACELESS}]+|${LETTERS}(?:[-._'’]${LETTERS})*`, "gu");
  const RUN = new RegExp(`^[${SPACELESS}]`, "u");
  const SEAM = /[-._'’]|(?<=[\p{Lowercase}\p{N}])(?=\p{Uppercase})|(?<=\p{Uppercase})(?=\p{Uppercase}\p{Lowercase})/u;
  const ALIKE = { ß: "ss", æ: "ae", œ: "oe", þ: "th", ø: "o", ł: "l", đ: "d", ð: "d", ı: "i", ς: "σ" };

  const fold = (text) => text.normalize("NFKD").toLowerCase().replace(/[ßæœþøłđðıς]/g, (letter) => ALIKE[letter])
    .replace(/[\0-\x2f\x3a-\x60\x7b-\x7f\u0300-\u036f\u2044]/g, "").normalize("NFC");

  /** Words with their places: the parts of each chunk and, of a name of several, the whole. @param {string} text */
  function chunksOf(text) {
    const word = (full, start, length) => ({ word: [...full].slice(0, 32).join(""), full, start, end: start + length });
    return Array.from(text.matchAll(CHUNK), ({ 0: chunk, index }) => {
      const letters = RUN.test(chunk) && [...chunk];
      let at = 0;
      const parts = (letters || chunk.split(SEAM)).map((piece, number) => {
        const start = chunk.indexOf(piece, at);
        at = start + piece.length;
        const text = letters ? piece + (letters[number + 1] || "") : piece;
        return word(fold(text), index + start, text.length);
      }).filter(({ full }) => full);
      const whole = letters || parts.length < 2 ? [] : [word(parts.map(({ full }) => full).join(""), index, chunk.length)];
      return { parts, whole, letters };
    });
  }

  /** @type {Map<string, { version: string, data: any }>} */
  const loaded = new Map();
  /** @type {Map<string, Promise<any>>} */
  const known = new Map();
  // Asks for a root that is in no cache.
  let fresh = "";

  const once = (name, make) => known.get(name) || known.set(name, make()).get(name);

  function forget() {
    loaded.clear();
    known.clear();
    fresh = `${Date.now()}`;
  }

  /** Data; another build's fails. @param {string} name @param {string} [version] */
  const part = (name, version) => once(name, async () => {
    if (!loaded.has(name)) {
      await new Promise((done, fail) => {
        const script = document.createElement("script");
        script.src = new URL(`chartroom/search/${name}.js?v=${version || fresh}`, site).href;
        script.onload = done;
        script.onerror = fail;
        document.head.append(script);
        script.remove();
      });
    }
    const found = loaded.get(name);
    if (version && found.version !== version) throw new Error(name);
    return found.data;
  });

  /** @param {string} text */
  const numbersOf = (text) => Array.from(text, (character) => {
    const place = character.codePointAt(0);
    return (place < 0xd800 ? place : place - 0x800) - 48;
  });

  /** Words with the rest of their lines: all that begin with these letters (with one, only some), and others.
   *  @param {"words" | "ends"} kind @param {string} letters @returns {Promise<[string, string][]>} */
  async function linesOf(kind, letters) {
    const list = (await part("index"))[kind];
    const places = [...list.keys()].filter((at) => list[at][0] <= `${letters}\uffff` && !(list[at + 1] && list[at + 1][0] <= letters));
    const read = (at) => once(`lines ${kind} ${at}`, async () => {
      let word = "";
      return (await part(`${kind}-${at}`, list[at][1])).split("\n").slice(0, -1).map((line) => {
        const space = line.indexOf(" ");
        word = word.slice(0, numbersOf(line[0])[0]) + line.slice(1, space);
        return [word, line.slice(space + 1)];
      });
    });
    return (await Promise.all(places.slice(0, kind === "words" && letters.length === 1 ? 1 : 4).map(read))).flat();
  }

  // Finding.

  const UNITS = 65536;
  // Of heading, text, caption, label.
  const [TITLE, ...FIELDS] = [8, 4, 1, 2, 1.9];
  const [EXACT, PREFIX, TYPO] = [1, 0.4, 0.1];
  // Places from which on nobody has mistyped.
  const ENOUGH = 5;

  /** Whether words differ by one letter or the order of two; `word` may go on. */
  function isNear(typed, word) {
    let same = 0;
    while (same < typed.length && typed[same] === word[same]) same += 1;
    const [a, b] = [typed.slice(same), word.slice(same)];
    const fits = (from, to) => a.slice(from) === b.slice(to) || (a.length > from + 1 && b.startsWith(a.slice(from), to));
    return fits(1, 1) || fits(0, 1) || fits(1, 0) || (a[0] === b[1] && a[1] === b[0] && fits(2, 2));
  }

  /** How good sections and diagrams are for a word, by page times `UNITS` and number, and the words that say so. */
  const look = (typed) => once(`look ${typed}`, async () => {
    const found = { sections: new Map(), figures: new Map(), words: new Set() };
    function add([word, lists], quality) {
      found.words.add(word);
      lists.split(",").forEach((list, field) => {
        const map = field < 2 ? found.sections : found.figures;
        const steps = numbersOf(list);
        for (let at = 0, page = 0, unit = 0; at < steps.length; at += 1) {
          if (steps[at] % 2) unit += (steps[at] - 1) / 2;
          else [page, unit] = [page + steps[at] / 2, steps[at += 1]];
          const key = page * UNITS + unit;
          map.set(key, Math.max(map.get(key) || 0, quality * (field || unit ? FIELDS[field] : TITLE)));
        }
      });
    }
    for (const line of await linesOf("words", typed)) {
      if (line[0].startsWith(typed)) add(line, line[0] === typed ? EXACT : PREFIX + 0.05 * typed.length / line[0].length);
    }
    if (typed.length < 4 || RUN.test(typed) || found.sections.size + found.figures.size >= ENOUGH) return found;
    const isOther = (word) => !found.words.has(word) && isNear(typed, word);
    for (const line of await linesOf("words", typed.slice(0, 2))) if (isOther(line[0])) add(line, TYPO);
    // A fault in the first letters leaves the last whole.
    const back = (word) => [...word].reverse().join("");
    const ends = (await linesOf("ends", back(typed).slice(0, -3))).map(([end, pages]) => [back(end), numbersOf(pages)[0]])
      .filter(([word]) => isOther(word)).sort((a, b) => b[1] - a[1]);
    for (const [word] of ends.slice(0, 4)) add((await linesOf("words", word)).find((line) => line[0] === word), TYPO);
    return found;
  });

  /** The same for a chunk: for a name where the site has it, else for each part. */
  async function lookFor({ parts, whole, letters }) {
    const named = await Promise.all(whole.map(({ word }) => look(word)));
    if (named.some(({ words }) => words.size)) return named;
    // The last letter of a run counts alone only.
    return Promise.all(parts.slice(0, letters.length > 1 ? -1 : undefined).map(({ word }) => look(word)));
  }

  /** Pages with their sections, and diagrams, that have most of what is typed, the best first. @param {string} text */
  async function find(text) {
    const founds = (await Promise.all(chunksOf(text.slice(0, 200)).map(lookFor))).flat();
    let most = 0;
    function ranked(places) {
      for (const found of places) {
        found.terms = found.scores.filter(Boolean).length;
        // Several terms in one section are better.
        found.score = found.scores.reduce((sum, score) => sum + score, found.sections ? found.sections[0].terms / 10 : 0);
        most = Math.max(most, found.terms);
      }
      return places.sort((a, b) => b.terms - a.terms || b.score - a.score || a.page - b.page || a.unit - b.unit);
    }
    const [sections, figures] = ["sections", "figures"].map((map) => {
      const keys = new Set(founds.flatMap((found) => [...found[map].keys()]));
      return ranked(Array.from(keys, (key) => {
        const page = Math.floor(key / UNITS);
        // What its page is called counts for it, too.
        const scores = founds.map((found) => Math.max(found[map].get(key) || 0, (found.sections.get(page * UNITS) || 0) / 4));
        return { page, unit: key % UNITS, scores };
      }));
    });
    const pages = new Map();
    for (const section of sections) {
      const page = pages.get(section.page) || { page: section.page, sections: [], scores: founds.map(() => 0) };
      page.sections.push(section);
      page.scores = page.scores.map((score, term) => Math.max(score, section.scores[term]));
      pages.set(page.page, page);
    }
    const lists = [ranked([...pages.values()]), figures].map((list) => list.filter(({ terms }) => terms === most));
    return { lists, words: new Set(founds.flatMap(({ words }) => [...words])) };
  }

  /** What record.rs says of pages. @param {number[]} pages */
  async function recordsOf(pages, pause) {
    const list = (await part("index")).pages;
    const places = pages.map((page) => list.filter(([first]) => first <= page).length - 1);
    if (places.some((at) => !known.has(`pages-${at}`))) await pause();
    return Promise.all(places.map(async (at, number) => (await part(`pages-${at}`, list[at][1]))[pages[number] - list[at][0]]));
  }

  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    Object.entries(attributes).forEach((attribute) => made.setAttribute(...attribute));
    made.append(...children);
    return made;
  }

  /** Where words stand in a text. @param {string} text @param {Set<string>} words */
  function placesOf(text, words) {
    let last = 0;
    return chunksOf(text).flatMap(({ parts, whole }) => {
      const [inside, name] = [parts, whole].map((list) => list.filter(({ word }) => words.has(word)));
      return (inside.length ? inside : name).map(({ word, start, end }) => ({ word, start: Math.max(start, last), end: last = end }));
    });
  }

  function marked(text, words) {
    let at = 0;
    const pieces = placesOf(text, words).flatMap(({ start, end }) => [text.slice(at, start), element("mark", {}, text.slice(start, at = end))]);
    return [...pieces, text.slice(at)];
  }

  function around(text, words) {
    const { start: first } = placesOf(text, words)[0] || { start: 0 };
    const start = first < 80 ? 0 : Math.min(first, text.indexOf(" ", first - 60) + 1);
    const end = text.length < start + 200 ? text.length : Math.max(first + 40, text.lastIndexOf(" ", start + 180));
    return [start ? "… " : "", ...marked(text.slice(start, end), words), end < text.length ? " …" : ""];
  }

  const fragment = (...names) => `#${names.map(encodeURIComponent).join("/")}`;
  const line = (kind, ...children) => element("span", { class: `search-${kind}` }, ...children);
  const option = (address, ...children) =>
    element("a", { role: "option", href: new URL(address, site).href, tabindex: "-1" }, ...children);

  function pageOptions([address, title, sections], found, words) {
    return found.sections.slice(0, 3).map(({ unit }) => {
      const [id, heading, text] = sections[unit];
      return option(address + (id && fragment(id)), line("name", ...marked(heading || title, words)),
        line("place", ...marked(id && title, words)), line("text", ...around(text, words)));
    });
  }

  /** Leads to a node where its label says what the caption does not. */
  function figureOption([address, title, , figures], { unit }, words, drawings) {
    const [id, caption, kind, isDrawn, nodes, others] = figures[unit];
    const hits = (text) => new Set(placesOf(text, words).map(({ word }) => word));
    const [most, node, label] = nodes.map(([node, label]) => [hits(label), node, label])
      .reduce((best, next) => (next[0].size > best[0].size ? next : best), [new Set(), "", ""]);
    const isNode = [...most].some((word) => !hits(caption).has(word));
    const src = new URL(`${drawings}/${encodeURIComponent(id)}.svg`, site).href;
    return option(address + (isNode ? fragment(id, node) : fragment(id)),
      isDrawn ? element("img", { src, alt: "", loading: "lazy" }) : line("broken"), line("name", ...marked(caption, words)),
      line("place", line("kind", kind), " ", ...marked(title, words)),
      line("text", ...around(label || others.find((text) => hits(text).size) || "", words)));
  }

  let dialog;
  let last = "";

  /** @param {() => string} take What was typed meanwhile. */
  function open(take) {
    if (dialog) return;
    const made = dialog = document.importNode(document.getElementById("site:search").content.firstElementChild, true);
    const [sheet, input, status, list, more] = ["link", "input", "[role=status]", "[role=listbox]", "dialog > button"].map((part) => made.querySelector(part));
    let options = [];
    let chosen = 0;
    let most = 5;
    let turn = 0;
    let retried = false;

    function choose(place) {
      chosen = (place + options.length) % options.length;
      options.forEach((option, at) => option.setAttribute("aria-selected", String(at === chosen)));
      input.setAttribute("aria-activedescendant", options[chosen] ? options[chosen].id : "");
      options[chosen]?.scrollIntoView({ block: "nearest" });
    }

    function show(text, ...groups) {
      list.replaceChildren(...groups);
      options = [...list.querySelectorAll("a")];
      options.forEach((option, at) => { option.id = `site:result-${at}`; });
      list.hidden = !options.length;
      input.setAttribute("aria-expanded", String(!list.hidden));
      status.textContent = text;
      choose(0);
    }

    async function update() {
      const mine = turn += 1;
      last = input.value;
      more.hidden = true;
      if (!chunksOf(last).length) return show("");
      // Who types on loads nothing.
      async function pause() {
        if (options.length) await new Promise((done) => { setTimeout(done, 150); });
        if (mine !== turn) throw new Error("outdated");
      }
      try {
        const { lists, words } = await find(last);
        const isLetter = /^\s*\w\s*$/.test(last);
        const shown = lists.map((list, kind) => list.slice(0, isLetter ? 3 - 3 * kind : most));
        const records = await recordsOf(shown.flat().map(({ page }) => page), pause);
        const { drawings } = await part("index");
        if (mine !== turn) return;
        const counts = lists.map(({ length }, kind) => `${length} ${kind ? "diagram" : "page"}${length === 1 ? "" : "s"}`);
        const groups = shown.map((list, kind) => list.length && element("div", { role: "group", "aria-label": counts[kind] },
          element("div", { role: "presentation" }, counts[kind]),
          ...list.flatMap((found) => (kind ? figureOption : pageOptions)(records.shift(), found, words, drawings)))).filter(Boolean);
        if (groups[1] && lists[1][0].score > lists[0][0].score) groups.reverse();
        show(groups.length ? counts.join(", ") : `Nothing found for “${last.trim()}”`, ...groups);
        more.hidden = isLetter || lists.every(({ length }) => length <= most);
      } catch (_) {
        if (mine !== turn) return;
        // The site may have been put up anew.
        forget();
        if (retried) return show("The search cannot be loaded.");
        retried = true;
        update();
      }
    }

    input.addEventListener("input", () => { most = 5; update(); });
    more.addEventListener("click", () => { most += 15; input.focus(); update(); });
    made.addEventListener("keydown", (event) => {
      if (event.isComposing || event.target !== input) return;
      if (event.key === "ArrowDown") choose(chosen + 1);
      else if (event.key === "ArrowUp") choose(chosen - 1);
      else if (event.key === "Enter") options[chosen]?.click();
      else return;
      event.preventDefault();
    });
    made.addEventListener("click", ({ target, ctrlKey, metaKey, shiftKey }) => {
      if (target.closest("a") && !ctrlKey && !metaKey && !shiftKey) made.close();
    });
    made.addEventListener("close", () => { dialog = made.remove(); });
    sheet.onload = sheet.onerror = () => {
      if (!made.isConnected) return;
      made.showModal();
      const typed = take();
      input.value = typed || last;
      if (!typed) input.select();
      update();
    };
    document.body.append(made);
    part("index").catch(() => {});
  }

  // The preview changes the page.
  document.addEventListener("chartroom:stop", () => {
    dialog = dialog?.remove();
    forget();
  });

  window.chartroomSearch = Object.assign((name, version, data) => loaded.set(name, { version, data }), { open, chunksOf });
})();
