// Which members of two rows belong together, as pairs of indexes in order: by the first of some ways to compare them, and in the gaps
// that it leaves by the next. Of each way, what the shortest list of edits keeps (Myers). Pairs of the first way are marked.

// Edits beyond which a way to compare finds nothing.
const MAX_EDITS = 1000;

function align(a, b, [isSame, ...others]) {
  if (!isSame || !a.length || !b.length) return [];
  const pairs = [];
  let [x, y] = [0, 0];
  for (const [i, j] of [...kept(a, b, isSame), [a.length, b.length]]) {
    for (const [k, l] of align(a.slice(x, i), b.slice(y, j), others)) pairs.push([x + k, y + l, false]);
    if (i < a.length) pairs.push([i, j, true]);
    [x, y] = [i + 1, j + 1];
  }
  return pairs;
}

function kept(a, b, isSame) {
  const least = Math.min(a.length, b.length);
  let [start, end] = [0, 0];
  while (start < least && isSame(a[start], b[start])) start++;
  while (end < least - start && isSame(a[a.length - 1 - end], b[b.length - 1 - end])) end++;
  const pairs = Array.from({ length: start }, (_, index) => [index, index]);
  const middle = keptBetween(a.slice(start, a.length - end), b.slice(start, b.length - end), isSame);
  for (const [i, j] of middle) pairs.push([start + i, start + j]);
  for (; end > 0; end--) pairs.push([a.length - end, b.length - end]);
  return pairs;
}

// `reach[k]` is how far into `a` so many edits lead where they take `k` more from `a` than they add from `b`.
function keptBetween(a, b, isSame) {
  if (!a.length || !b.length) return [];
  const most = Math.min(a.length + b.length, MAX_EDITS);
  const middle = most + 1;
  const reach = new Int32Array(2 * most + 3);
  const isAdded = (row, edits, k, at) => k === -edits || (k !== edits && row[at - 1] < row[at + 1]);
  const earlier = [];
  for (let edits = 0; edits <= most; edits++) {
    earlier.push(reach.slice(middle - edits - 1, middle + edits + 2));
    for (let k = -edits; k <= edits; k += 2) {
      const at = middle + k;
      let x = isAdded(reach, edits, k, at) ? reach[at + 1] : reach[at - 1] + 1;
      while (x < a.length && x - k < b.length && isSame(a[x], b[x - k])) x++;
      reach[at] = x;
      if (x >= a.length && x - k >= b.length) return walkBack(a.length, b.length, earlier, isAdded);
    }
  }
  return [];
}

function walkBack(x, y, earlier, isAdded) {
  const pairs = [];
  for (let edits = earlier.length - 1; edits >= 0; edits--) {
    const [row, k] = [earlier[edits], x - y];
    const at = edits + 1 + k;
    const wasAdded = isAdded(row, edits, k, at);
    const start = wasAdded ? row[at + 1] : row[at - 1] + 1;
    for (; x > start; x--, y--) pairs.push([x - 1, y - 1]);
    if (wasAdded) y--;
    else x--;
  }
  return pairs.reverse();
}
