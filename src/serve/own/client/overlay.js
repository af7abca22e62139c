// What the preview says about the page: a sheet at the bottom of the window, or a small mark in its corner. Lives in a shadow root,
// so that neither the page's styles nor its scripts meet it; what the page gives to all elements ends at the frame in it.
const CLOSED = "chartroom-preview:closed";
// Pages of which is known what was closed.
const MAX_CLOSED = 100;

class Overlay {
  constructor() {
    this.host = document.createElement("chartroom-preview");
    this.host.translate = false;
    const root = this.host.attachShadow({ mode: "open" });
    const style = new CSSStyleSheet();
    style.replaceSync(STYLE);
    root.adoptedStyleSheets = [style];
    this.title = element("h2", "title");
    this.note = element("p", "note");
    this.list = element("ol", "list");
    this.text = element("pre", "text");
    this.body = element("div", "body", this.note, this.text, this.list);
    this.close = element("button", "close", "\u00d7");
    this.close.type = "button";
    this.close.setAttribute("aria-label", "Close");
    const all = element("a", "all", "All findings");
    all.href = `${location.origin}/_chartroom/`;
    this.sheet = element("section", "sheet", element("header", "", this.title, all, this.close), this.body);
    this.sheet.setAttribute("role", "dialog");
    this.title.id = "title";
    this.sheet.setAttribute("aria-labelledby", "title");
    this.pill = element("button", "pill");
    this.pill.type = "button";
    this.said = element("p", "said");
    this.said.setAttribute("role", "status");
    // Leaves room below the page, so that its end can be read above the sheet.
    this.room = element("div", "room");
    this.root = root;
    this.frame = element("div", "frame", this.room, this.sheet, this.pill, this.said);
    root.append(this.frame);

    this.state = { findings: [], more: 0, fault: null, gone: false };
    this.isOffline = false;
    this.isBarred = false;
    this.isOpen = false;
    this.isByHand = false;
    this.close.addEventListener("click", () => this.shut(true));
    this.pill.addEventListener("click", () => this.unfold());
    document.addEventListener("keydown", (event) => this.key(event));
    new ResizeObserver(() => this.makeRoom()).observe(this.sheet);
    const system = matchMedia("(prefers-color-scheme: dark)");
    const theme = () => {
      this.host.dataset.theme = document.documentElement.dataset.theme || (system.matches ? "dark" : "light");
    };
    system.addEventListener("change", theme);
    new MutationObserver(theme).observe(document.documentElement, { attributeFilter: ["data-theme"] });
    theme();
    this.draw();
    // Beside the body, which is the page's.
    document.documentElement.append(this.host);
  }

  // Shows what is known of the page.
  show(state, revision) {
    this.host.dataset.revision = revision;
    const known = JSON.stringify(state);
    if (known === this.known) return;
    this.known = known;
    this.state = state;
    this.settle();
  }

  // Opens by itself for what was not closed before.
  settle() {
    const urgent = this.urgent();
    // What is mended and breaks again is new again.
    const closed = this.closed((name) => urgent.includes(name));
    const isNew = urgent.some((name) => !closed.includes(name));
    this.isOpen = isNew || (this.isOpen && (this.isByHand ? this.hasContent() : urgent.length > 0));
    this.draw();
  }

  offline(isOffline) {
    this.isOffline = isOffline;
    this.draw();
  }

  barred() {
    this.isBarred = true;
    this.settle();
  }

  // Names of what opens the sheet by itself.
  urgent() {
    const { fault, gone, findings } = this.state;
    const errors = findings.filter((finding) => finding.severity === "error");
    return [
      ...(this.isBarred ? ["barred"] : []),
      ...(fault ? [`fault ${fault.text}`] : []),
      ...(gone ? [`gone ${location.pathname}`] : []),
      ...errors.map((finding) => `${finding.code} ${finding.file} ${finding.message}`),
    ];
  }

  // What was closed on this page in this tab; what `keep` does not want is forgotten.
  closed(keep) {
    try {
      const pages = JSON.parse(sessionStorage.getItem(CLOSED)) || {};
      const names = pages[location.pathname] || [];
      const kept = names.filter(keep);
      if (kept.length < names.length) this.remember(pages, kept);
      return kept;
    } catch (_) {
      return [];
    }
  }

  remember(pages, names) {
    delete pages[location.pathname];
    const others = Object.entries(pages).slice(1 - MAX_CLOSED);
    sessionStorage.setItem(CLOSED, JSON.stringify({ ...Object.fromEntries(others), [location.pathname]: names }));
  }

  shut(returnsFocus) {
    this.isOpen = false;
    this.isByHand = false;
    try {
      this.remember(JSON.parse(sessionStorage.getItem(CLOSED)) || {}, this.urgent());
    } catch (_) {
      // Without storage it opens again with the next change.
    }
    this.draw();
    if (returnsFocus) this.pill.focus();
  }

  unfold() {
    if (!this.hasContent()) return;
    this.isOpen = true;
    this.isByHand = true;
    this.draw();
    this.close.focus();
  }

  key(event) {
    if (event.key !== "Escape" || event.defaultPrevented || !this.isOpen) return;
    const active = document.activeElement;
    if (active && (active.isContentEditable || /^(input|textarea|select)$/.test(active.localName))) return;
    this.shut(active === this.host);
  }

  hasContent() {
    const { fault, gone, findings } = this.state;
    return Boolean(this.isBarred || fault || gone || findings.length);
  }

  makeRoom() {
    this.room.style.height = this.isOpen ? `${this.sheet.offsetHeight}px` : "";
  }

  draw() {
    const { fault, gone, findings, more } = this.state;
    const errors = findings.filter((finding) => finding.severity === "error").length;
    const warnings = findings.length - errors;
    const counts = [errors && count(errors, "error", "errors"), warnings && count(warnings, "warning", "warnings")];
    const counted = counts.filter(Boolean).join(", ");
    const causes = [[this.isBarred, "barred"], [fault, "fault"], [gone, "gone"], [findings.length, "findings"]];
    const [, cause] = causes.find(([holds]) => holds) || [true, "ok"];
    const state = this.isOffline ? "offline" : cause;
    const titles = { barred: "This page does not follow your edits", fault: "The site cannot be built", gone: "This page is gone" };
    const title = titles[cause] || `${counted} on this page`;
    const { dataset } = this.host;
    dataset.state = state;
    dataset.errors = errors;
    dataset.warnings = warnings;
    dataset.open = this.isOpen;
    dataset.level = titles[cause] || errors ? "error" : "warning";

    this.sheet.hidden = !this.isOpen || !this.hasContent();
    this.pill.hidden = !this.isOffline && (this.isOpen || !this.hasContent());
    this.pill.disabled = this.isOffline && !this.hasContent();
    this.pill.textContent = this.isOffline ? "The preview has ended" : titles[cause] || counted;
    this.pill.title = this.isOffline ? "Start `chartroom serve` again and this page goes on" : "";
    this.said.textContent = this.isOffline ? "The preview has ended" : this.hasContent() ? title : "";
    this.title.textContent = title;
    this.note.textContent = this.explain();
    this.note.hidden = !this.note.textContent;
    this.text.textContent = fault && !fault.findings.length ? fault.text : "";
    this.text.hidden = !this.text.textContent;
    this.keepFocus(() => {
      this.list.replaceChildren(...(fault ? fault.findings : []).map(showFinding));
      if (fault && findings.length) this.list.append(element("li", "heading", `${counted} on this page`));
      this.list.append(...findings.map(showFinding));
      if (more) this.list.append(element("li", "more", `and ${more} more`));
    });
    this.makeRoom();
    // Brings what is marked into view in a long line.
    for (const mark of this.list.querySelectorAll("mark")) {
      const box = mark.closest("pre");
      box.scrollLeft = mark.offsetLeft + mark.offsetWidth > box.clientWidth ? mark.offsetLeft - 80 : 0;
    }
  }

  // Draws the list anew; what has the focus in it is the same part of the same finding after, or what closes the sheet.
  keepFocus(drawList) {
    const active = this.root.activeElement;
    const item = active && active.closest("li");
    const same = (one) => one.dataset.finding === item.dataset.finding;
    const index = item ? [...this.list.children].filter(same).indexOf(item) : 0;
    drawList();
    if (!item) return;
    const twins = [...this.list.children].filter(same);
    const twin = twins[Math.min(index, twins.length - 1)];
    const part = twin ? twin.querySelector(`.${active.className}`) : this.isOpen ? this.close : this.pill;
    if (part) part.focus({ preventScroll: true });
  }

  explain() {
    const { fault, gone, ready } = this.state;
    if (this.isBarred) {
      return "Its Content-Security-Policy does not let it ask the preview. Add connect-src 'self' to the policy, or load the page anew "
        + "after each edit.";
    }
    if (fault) return ready ? "What you see is the last that could be built." : "It is shown here as soon as it can.";
    if (gone) return "Its file was deleted or renamed. What you see is what it was.";
    return "";
  }
}
