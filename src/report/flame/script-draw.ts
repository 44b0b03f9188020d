/** Second part of the script of a page with flame graphs: drawing what can be seen. */
export const DRAW_SCRIPT: string = String.raw`
const stage = byId('stage');
const canvas = stage.querySelector('canvas');
const spacer = byId('spacer');
const pen = canvas.getContext('2d');
const calm = matchMedia('(prefers-reduced-motion: reduce)');
const scheme = matchMedia('(prefers-color-scheme: dark)');
const coarse = matchMedia('(pointer: coarse)');
const ROW = coarse.matches ? 28 : 21;
const FONT = '12px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif';
const PIXELS_MIN = 0.5;

const views = page.views.map(laidOut);
let number = 0; // of the tab
let bySpender = false; // callees first
let view = views[0];
let rootOnTop = true;
let hovered = -1;
let matching = null; // by frame: 1 where it matches the search
let lit = -1; // the look that the legend singles out
let rowsShown = 1;
let inks = null;
let moving = 0;
let asked = 0;
const widths = new Map();

/* The canvas writes any opaque colour as six digits. */
function channels(colour) {
  pen.fillStyle = colour.trim();
  return [1, 3, 5].map((place) => parseInt(pen.fillStyle.slice(place, place + 2), 16));
}

function mixed(one, other, part) {
  const channel = (value, index) => Math.round(value + (other[index] - value) * part);
  return 'rgb(' + one.map(channel) + ')';
}

function readColours() {
  const style = getComputedStyle(document.documentElement);
  const of = (name) => channels(style.getPropertyValue(name));
  const paper = of('--paper');
  const ink = of('--frame-ink');
  const fills = page.looks.map(({ name }) => of('--f-' + name));
  inks = {
    ink: mixed(ink, ink, 0), soft: mixed(of('--soft'), paper, 0), edge: mixed(paper, paper, 0),
    strong: mixed(of('--ink'), paper, 0), ring: mixed(of('--ring'), paper, 0),
    line: mixed(of('--line'), paper, 0),
    /* Three shades, all on the side of the paper, so that neighbours differ and text stays. */
    fills: fills.map((fill) => [0, 0.1, 0.2].map((part) => mixed(fill, paper, part))),
    outer: fills.map((fill) => mixed(fill, paper, 0.55)),
    faint: fills.map((fill) => mixed(fill, paper, 0.84)),
  };
}

/* The same shade for the same function everywhere; none where colours tell a change. */
function shadeOf(frame) {
  return view.after ? 0 : (Math.imul(frame + 1, 0x9e3779b1) >>> 16) % 3;
}

function deepestRow() {
  const scale = canvasWidth() / (view.total[view.zoomed] || 1);
  let deepest = view.depth[view.zoomed];
  for (let node = view.zoomed; node < view.end[view.zoomed]; node++) {
    if (view.total[node] * scale >= PIXELS_MIN && view.depth[node] > deepest) {
      deepest = view.depth[node];
    }
  }
  return deepest;
}

function canvasWidth() {
  return Math.max(1, stage.clientWidth);
}

/* Height of the stage and its content. The canvas is only as large as the part that shows. */
function fit() {
  rowsShown = deepestRow() + 1;
  const content = rowsShown * ROW + 1;
  const above = stage.getBoundingClientRect().top + scrollY;
  const room = Math.max(12 * ROW, innerHeight - above - detail.offsetHeight - 14);
  const height = Math.min(content, room);
  stage.style.height = height + 'px';
  spacer.style.height = content - height + 'px';
  const ratio = devicePixelRatio || 1;
  const [width, tall] = [Math.round(canvasWidth() * ratio), Math.round(height * ratio)];
  if (canvas.width !== width || canvas.height !== tall) {
    canvas.width = width;
    canvas.height = tall;
  }
  canvas.style.height = height + 'px';
}

function topOf(row) {
  return (rootOnTop ? row : rowsShown - 1 - row) * ROW;
}

function rowAt(offset) {
  const row = Math.floor(offset / ROW);
  return rootOnTop ? row : rowsShown - 1 - row;
}

/* The first node of a row that ends behind a value. */
function firstFrom(nodes, value) {
  let low = 0;
  let high = nodes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (view.start[nodes[middle]] + view.total[nodes[middle]] > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

function nodeAt(x, y) {
  const nodes = view.rows[rowAt(y + stage.scrollTop)];
  if (!nodes) return -1;
  const scale = canvasWidth() / (view.to - view.from);
  const node = nodes[firstFrom(nodes, view.from + x / scale)];
  if (node === undefined) return -1;
  const left = (view.start[node] - view.from) * scale;
  const width = view.total[node] * scale;
  return x >= left && x <= left + width && width >= PIXELS_MIN ? node : -1;
}

function askToDraw() {
  if (asked === 0) asked = requestAnimationFrame(draw);
}

function draw() {
  asked = 0;
  const ratio = devicePixelRatio || 1;
  const width = canvasWidth();
  const height = canvas.height / ratio;
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  pen.font = FONT;
  pen.textBaseline = 'middle';
  const offset = stage.scrollTop;
  const scale = width / (view.to - view.from || 1);
  for (let row = 0; row < Math.min(view.rows.length, rowsShown); row++) {
    const y = topOf(row) - offset;
    if (y > height || y + ROW < 0) continue;
    const nodes = view.rows[row];
    for (let place = firstFrom(nodes, view.from); place < nodes.length; place++) {
      const node = nodes[place];
      const left = (view.start[node] - view.from) * scale;
      if (left >= width) break;
      drawNode(node, left, view.total[node] * scale, y, width);
    }
  }
  outline(view.focus, offset, scale, width, document.activeElement === stage ? 2.5 : 1.5);
  if (hovered >= 0) outline(hovered, offset, scale, width, 1.5);
}

function isDimmed(node) {
  return (matching !== null && matching[view.frame[node]] !== 1)
    || (lit >= 0 && view.look[node] !== lit);
}

function drawNode(node, left, wide, y, width) {
  const dimmed = isDimmed(node);
  const stands = matching !== null && !dimmed;
  if (wide < PIXELS_MIN && !(stands && wide > 0)) return;
  const x = Math.max(0, left);
  const right = Math.min(width, left + wide);
  const gap = wide > 3 ? 1 : 0;
  const shown = Math.max(stands ? 1 : PIXELS_MIN, right - x - gap);
  const look = view.look[node];
  const frame = view.frame[node];
  const isOuter = node < view.zoomed && view.zoomed < view.end[node];
  pen.fillStyle = dimmed
    ? inks.faint[look] : isOuter ? inks.outer[look] : inks.fills[look][shadeOf(frame)];
  pen.fillRect(x, y, shown, ROW - 1);
  if (view.gone.has(node) && shown > 2) hatch(x, y, shown, dimmed);
  if (hovered >= 0 && node !== hovered && view.frame[hovered] === frame && shown > 2) {
    pen.strokeStyle = inks.strong;
    pen.lineWidth = 1;
    pen.strokeRect(x + 0.5, y + 0.5, shown - 1, ROW - 2);
  }
  if (shown > 26) label(node, x, y, shown, dimmed);
}

function hatch(x, y, wide, dimmed) {
  pen.save();
  pen.beginPath();
  pen.rect(x, y, wide, ROW - 1);
  pen.clip();
  pen.strokeStyle = dimmed ? inks.line : inks.soft;
  pen.globalAlpha = 0.35;
  pen.lineWidth = 1;
  pen.beginPath();
  for (let at = x - ROW; at < x + wide; at += 6) {
    pen.moveTo(at, y + ROW);
    pen.lineTo(at + ROW, y);
  }
  pen.stroke();
  pen.restore();
}

function widthOf(text) {
  let known = widths.get(text);
  if (known === undefined) {
    known = pen.measureText(text).width;
    widths.set(text, known);
  }
  return known;
}

function label(node, x, y, wide, dimmed) {
  const frame = view.frame[node];
  const name = titleText(view, frame);
  const text = node === 0 ? name : page.looks[view.look[node]].sign + ' ' + name;
  const part = view.gone.has(node) ? 'gone' : partText(view, node);
  const room = wide - 9;
  pen.fillStyle = dimmed ? inks.soft : inks.ink;
  const full = widthOf(text);
  const middle = y + ROW / 2;
  if (full <= room) {
    pen.fillText(text, x + 5, middle);
    if (full + widthOf(part) + 24 <= room) {
      pen.globalAlpha = dimmed ? 1 : 0.82;
      pen.fillText(part, x + wide - 5 - widthOf(part), middle);
      pen.globalAlpha = 1;
    }
    return;
  }
  let count = Math.floor((text.length * (room - 8)) / full);
  let shown = text.slice(0, count);
  while (count > 2 && pen.measureText(shown + '…').width > room) {
    count -= 1;
    shown = text.slice(0, count);
  }
  if (count > 2) pen.fillText(shown.replace(/[\ud800-\udbff]$/, '').trimEnd() + '…', x + 5, middle);
}

function outline(node, offset, scale, width, thick) {
  const left = (view.start[node] - view.from) * scale;
  const x = Math.max(0, left);
  const right = Math.min(width, left + view.total[node] * scale);
  if (right < 0 || x > width || view.depth[node] >= rowsShown) return;
  pen.strokeStyle = inks.ring;
  pen.lineWidth = thick;
  const inset = thick / 2;
  const wide = Math.max(2, right - x - 1) - thick;
  const y = topOf(view.depth[node]) - offset + inset;
  pen.strokeRect(x + inset, y, wide, ROW - 1 - thick);
}

/* Moves the shown range to that of the zoomed node, at once where motion is not wanted. */
function moveTo(from, to) {
  cancelAnimationFrame(moving);
  const [oldFrom, oldTo] = [view.from, view.to];
  const target = view;
  if (calm.matches || document.hidden) {
    view.from = from;
    view.to = to;
    askToDraw();
    return;
  }
  let began = 0;
  const step = (now) => {
    began = began || now;
    const done = Math.min(1, (now - began) / 180);
    const eased = 1 - (1 - done) ** 3;
    target.from = oldFrom + (from - oldFrom) * eased;
    target.to = oldTo + (to - oldTo) * eased;
    if (done < 1 && view === target) {
      moving = requestAnimationFrame(step);
    } else {
      target.from = from;
      target.to = to;
    }
    draw();
  };
  moving = requestAnimationFrame(step);
}
`;
