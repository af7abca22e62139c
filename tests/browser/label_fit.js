// In: the SVG documents of a page (or one given root). Out: what `labelFit(root)` finds, for every text of one drawn
// diagram: whether it leaves the picture, the shape that it belongs to, or a clipping ancestor. Needs a browser, because only
// a browser knows the real boxes. Deliberately not here: any verdict on labels that stand free by design (messages, axis
// ticks, lines' labels without a background), which have to stay inside of the picture and nothing more.
"use strict";
const TOLERANCE = 1;
// Groups of which each holds one shape and the labels written into it.
const BOXED = [
  ".node", ".cluster", ".actor", "g.classGroup", ".edgeLabel", ".mindmap-node", ".timeline-node", ".section-root",
  ".kanban-item", ".statediagram-cluster", ".treemapSection", ".treemapLeafGroup", ".person-man",
  ".packetBlock", ".task-wrapper", ".commit-bullets", ".block", ".requirement", ".items", ".sections",
].join(",");
const SHAPES = "rect,polygon,circle,ellipse,path";

function kindOf(svg) {
  return svg.getAttribute("aria-roledescription") || "";
}
function box(element) {
  const b = element.getBoundingClientRect();
  return { left: b.left, right: b.right, top: b.top, bottom: b.bottom };
}
function area(b) {
  return Math.max(0, b.right - b.left) * Math.max(0, b.bottom - b.top);
}
function overflow(inner, outer) {
  return Math.max(outer.left - inner.left, inner.right - outer.right, outer.top - inner.top, inner.bottom - outer.bottom);
}
function overflowX(inner, outer) {
  return Math.max(outer.left - inner.left, inner.right - outer.right);
}
function visible(element) {
  const s = getComputedStyle(element);
  return s.visibility !== "hidden" && s.display !== "none";
}
function hasPaint(shape) {
  const s = getComputedStyle(shape);
  const fill = s.fill !== "none" && s.fillOpacity !== "0";
  const stroke = s.stroke !== "none" && parseFloat(s.strokeWidth) > 0;
  return visible(shape) && (fill || stroke) && !shape.closest("defs,marker,symbol,clipPath,mask");
}
// The shape a label belongs to: the largest painted shape of its nearest group that has one, if that group is a box.
function shapeOf(text, svg) {
  for (let g = text.parentElement; g && g !== svg; g = g.parentElement) {
    if (!g.matches || !g.matches("g,a")) continue;
    const shapes = [...g.querySelectorAll(SHAPES)].filter((s) => hasPaint(s) && area(box(s)) > 0);
    if (g.matches(BOXED) && shapes.length) {
      return { group: g, shape: shapes.reduce((a, b) => (area(box(b)) > area(box(a)) ? b : a)) };
    }
    if (g.matches("g.edgeLabels,g.nodes,g.root,g.edgePaths,g.clusters")) return null;
  }
  return null;
}
// In a Gantt chart a label inside of a bar has the bar's id and `-text`; one beside its bar says so in its class, and a
// section's title has to end before the bars begin.
function ganttFailures(svg, fail) {
  const bars = [...svg.querySelectorAll("rect.task")];
  for (const bar of bars) {
    const text = bar.id && svg.ownerDocument.getElementById(`${bar.id}-text`);
    // A task that ends before it starts has no bar to be in.
    if (!(bar.width.baseVal.value > 0)) continue;
    if (!text || !text.textContent.trim() || /Outside/.test(text.getAttribute("class"))) continue;
    const px = overflowX(box(text), box(bar));
    if (px > TOLERANCE) fail(text, "spills", px, "gantt bar");
  }
  const start = Math.min(...bars.map((bar) => box(bar).left));
  for (const title of svg.querySelectorAll("text.sectionTitle")) {
    const px = box(title).right - start;
    if (px > TOLERANCE) fail(title, "overlaps", px, "gantt section");
  }
}
// Sequence, timeline, journey, C4 and such place a rect and then its text as siblings: the smallest painted rect that holds
// the middle of the text and comes before it.
function rectBehind(text, rects) {
  const b = box(text), x = (b.left + b.right) / 2, y = (b.top + b.bottom) / 2;
  let best = null;
  for (const r of rects) {
    if (!(r.el.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING)) continue;
    const o = r.box;
    if (o.left <= x && x <= o.right && o.top <= y && y <= o.bottom && (!best || area(o) < area(best.box))) best = r;
  }
  return best;
}
function labelFit(svg) {
  const kind = kindOf(svg);
  const frame = box(svg);
  const failures = [];
  let labels = 0;
  // Labels of these stand free by design, beside marks, slices and axes.
  const free = /gantt|xychart|quadrant|radar|sankey|pie|venn|wardley|ishikawa|gitGraph|cynefin/.test(kind);
  const rects = free ? [] : [...svg.querySelectorAll("rect,polygon,circle,ellipse,path.node-bkg")]
    .filter((el) => hasPaint(el) && !el.closest(".edgePaths") && !/activation|occurrence/.test(el.getAttribute("class"))).map((el) => ({ el, box: box(el) }));
  for (const text of svg.querySelectorAll("text,foreignObject")) {
    if (area(box(text)) === 0) continue;
    if (text.closest("defs,marker,symbol") || !text.textContent.trim() || !visible(text)) continue;
    if (text.localName === "text" && text.parentElement.closest("foreignObject")) continue;
    labels += 1;
    const inner = text.localName === "foreignObject" && text.firstElementChild ? box(text.firstElementChild) : box(text);
    const fail = (what, px, extra) => failures.push({
      kind, what, text: text.textContent.trim().slice(0, 80), px: Math.round(px * 10) / 10, extra,
    });
    const outside = overflow(inner, frame);
    if (outside > TOLERANCE) fail("outside-picture", outside, text.getAttribute("class"));
    if (text.localName === "foreignObject") {
      const cut = overflow(inner, box(text));
      if (cut > TOLERANCE) fail("cut", cut);
    }
    const clip = text.closest("[clip-path]");
    if (clip && clip.getAttribute("clip-path") !== "none") {
      const id = /#([^)"']+)/.exec(clip.getAttribute("clip-path"));
      const shape = id && svg.ownerDocument.getElementById(id[1]);
      if (shape && shape.firstElementChild) {
        const m = clip.getScreenCTM(), b = shape.firstElementChild.getBBox();
        const cut = overflow(inner, { left: m.a * b.x + m.e, right: m.a * (b.x + b.width) + m.e,
          top: m.d * b.y + m.f, bottom: m.d * (b.y + b.height) + m.f });
        if (cut > TOLERANCE) fail("clipped", cut);
      }
    }
    if (free) continue;
    const own = shapeOf(text, svg);
    const behind = own ? { el: own.shape, box: box(own.shape) } : rectBehind(text, rects);
    if (!behind) continue;
    const cls = (own ? own.group : behind.el).getAttribute("class") || "";
    const px = overflow(inner, behind.box);
    if (px > TOLERANCE) fail("spills", px, cls.slice(0, 60));
  }
  if (kind === "gantt") {
    ganttFailures(svg, (text, what, px, extra) => failures.push({
      kind, what, text: text.textContent.trim().slice(0, 80), px: Math.round(px * 10) / 10, extra,
    }));
  }
  return { kind, labels, failures };
}
