// In: a finished drawing (an SVG in a page, laid out by a browser). Out: `labelFit(svg)`: how many lines of text it has, and
// those that are not whole: outside of the picture, of the shape that they stand in, of their node, or cut by a clip path.
// Knows no classes of any engine: a text's shape is found by geometry. Needs a browser, because only a browser knows
// the real widths. Not here: texts that stand free by design (messages, axis ticks), which have to stay in the picture.
"use strict";
const TOLERANCE = 1;
const SHAPES = "rect,polygon,circle,ellipse,path";

const area = (b) => b.width * b.height;
const spill = (inner, outer) => Math.max(
  outer.left - inner.left, inner.right - outer.right, outer.top - inner.top, inner.bottom - outer.bottom);
const holds = (b, x, y) => b.left <= x && x <= b.right && b.top <= y && y <= b.bottom;

// Filled, and closed: a line that turns back on itself is none.
function isBox(shape) {
  const style = getComputedStyle(shape);
  if (style.fill === "none" || style.visibility === "hidden" || style.display === "none") return false;
  return !shape.closest("defs,marker,symbol,clipPath,mask,pattern");
}

// The lines of a text: what has a `y` of its own begins a new one. The box is that of the letters, not of the font's
// ascent and descent, which reach beyond what is painted.
function linesOf(text) {
  const lines = [];
  const walk = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    if (!node.data.trim()) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    if (!box.width) continue;
    const last = lines[lines.length - 1];
    const middle = (box.top + box.bottom) / 2;
    if (last && Math.abs((last.top + last.bottom) / 2 - middle) < box.height / 2 && box.left >= last.left) {
      Object.assign(last, {
        left: Math.min(last.left, box.left), right: Math.max(last.right, box.right),
        top: Math.min(last.top, box.top), bottom: Math.max(last.bottom, box.bottom), text: last.text + node.data,
      });
    } else {
      lines.push({ left: box.left, right: box.right, top: box.top, bottom: box.bottom, text: node.data });
    }
  }
  for (const line of lines) {
    const rest = (line.bottom - line.top) * 0.14;
    line.top += rest;
    line.bottom -= rest;
    line.x = (line.left + line.right) / 2;
    line.y = (line.top + line.bottom) / 2;
  }
  return lines;
}

function isTilted(text) {
  const m = text.getScreenCTM();
  return Math.abs(m.b) > 0.01 || Math.abs(m.c) > 0.01;
}

// The smallest shape behind the middle of a line, in the nearest group that has any shape. Beside each other without a group,
// only the shape that stands right before a run of texts is theirs.
function boxBehind(text, line, svg, boxes) {
  let group = text.parentElement;
  while (group !== svg && !boxes.some(({ el }) => group.contains(el))) group = group.parentElement;
  let candidates = boxes.filter(({ el }) => group.contains(el));
  if (group === svg) {
    let before = text.previousElementSibling;
    while (before && before.localName === "text") before = before.previousElementSibling;
    candidates = boxes.filter(({ el }) => el === before);
  }
  const point = new DOMPoint(line.x, line.y);
  const behind = candidates.filter(({ el, box }) =>
    (el.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING) && holds(box, line.x, line.y)
    && el.isPointInFill(point.matrixTransform(el.getScreenCTM().inverse())));
  if (!behind.length) return null;
  const least = behind.reduce((a, b) => (area(b.box) < area(a.box) ? b : a)).box;
  // Rows of one width, one upon the other, are one ground: a Gantt section.
  const rows = candidates.map(({ box }) => box).filter((b) =>
    Math.abs(b.left - least.left) < 1 && Math.abs(b.right - least.right) < 1
    && b.bottom >= line.top && b.top <= line.bottom);
  return {
    left: least.left, right: least.right,
    top: Math.min(least.top, ...rows.map((b) => b.top)), bottom: Math.max(least.bottom, ...rows.map((b) => b.bottom)),
  };
}

function labelFit(svg) {
  const frame = svg.getBoundingClientRect();
  const failures = [];
  let labels = 0;
  const boxes = [...svg.querySelectorAll(SHAPES)].filter(isBox)
    .map((el) => ({ el, box: el.getBoundingClientRect() })).filter((b) => area(b.box) > 0);
  const unions = new Map();
  const unionOf = (node) => {
    if (!unions.has(node)) {
      const own = [...node.querySelectorAll(SHAPES)].filter((el) => !el.closest("defs,marker,symbol,clipPath"))
        .map((el) => el.getBoundingClientRect()).filter((b) => b.width || b.height);
      unions.set(node, own.length === 0 ? null : {
        left: Math.min(...own.map((b) => b.left)), right: Math.max(...own.map((b) => b.right)),
        top: Math.min(...own.map((b) => b.top)), bottom: Math.max(...own.map((b) => b.bottom)),
      });
    }
    return unions.get(node);
  };
  for (const text of svg.querySelectorAll("text")) {
    if (text.closest("defs,marker,symbol")) continue;
    for (const line of linesOf(text)) {
      labels += 1;
      const fail = (what, px) => {
        if (px > TOLERANCE) failures.push({ text: line.text.trim().slice(0, 80), px: Math.round(px * 10) / 10, what });
      };
      fail("outside-picture", spill(line, frame));
      const clip = text.closest("[clip-path]");
      const id = clip && /#([^)"']+)/.exec(clip.getAttribute("clip-path"));
      const shape = id && svg.ownerDocument.getElementById(id[1]);
      if (shape && shape.firstElementChild) {
        const m = clip.getScreenCTM(), b = shape.firstElementChild.getBBox();
        fail("clipped", spill(line, {
          left: m.a * b.x + m.e, right: m.a * (b.x + b.width) + m.e, top: m.d * b.y + m.f, bottom: m.d * (b.y + b.height) + m.f,
        }));
      }
      // Shares of a pie stand over its slices, however narrow.
      if (isTilted(text) || svg.classList.contains("dg-pie")) continue;
      const node = text.closest('g[id*="/"]');
      const union = node && unionOf(node);
      if (union && holds(union, line.x, line.y)) fail("outside-node", spill(line, union));
      const box = boxBehind(text, line, svg, boxes);
      if (box) fail("spills", spill(line, box));
    }
  }
  return { labels, failures };
}
