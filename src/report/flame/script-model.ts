/** First part of the script of a page with flame graphs: its data, laid out, and words for it. */
export const MODEL_SCRIPT: string = String.raw`
const page = JSON.parse(document.getElementById('data').textContent);
const byId = (id) => document.getElementById(id);

/* Nodes stand in the order in which they are drawn: a node, then all that it calls. */
function laidOut(data) {
  const { depth, frame, self } = data.nodes;
  const count = depth.length;
  const parent = new Int32Array(count);
  const end = new Int32Array(count).fill(count);
  const total = Float64Array.from(self);
  const start = new Float64Array(count);
  const filled = new Float64Array(count);
  const place = new Int32Array(count);
  const rows = [];
  const open = [];
  for (let node = 0; node < count; node++) {
    const row = depth[node];
    for (let level = row; level < open.length; level++) end[open[level]] = node;
    open.length = row;
    parent[node] = row === 0 ? -1 : open[row - 1];
    open[row] = node;
    (rows[row] ||= []).push(node);
    place[node] = rows[row].length - 1;
  }
  for (let node = count - 1; node > 0; node--) total[parent[node]] += total[node];
  for (let node = 1; node < count; node++) {
    const above = parent[node];
    start[node] = start[above] + filled[above];
    filled[above] += total[node];
  }
  return {
    ...data, count, parent, end, total, start, place, rows, depth, frame, self,
    look: data.nodes.look, before: data.nodes.before, after: data.nodes.after,
    gone: new Set(data.nodes.gone), whole: total[0],
    from: 0, to: total[0], zoomed: 0, focus: 0, history: [],
  };
}

const STEPS = {
  ns: [['ns', 1], ['µs', 1e3], ['ms', 1e6], ['s', 1e9]],
  bytes: [['B', 1], ['kB', 1e3], ['MB', 1e6], ['GB', 1e9], ['TB', 1e12]],
};

function quantity(value, unit) {
  const steps = STEPS[unit];
  const size = Math.abs(Number(value.toPrecision(3)));
  const step = steps ? steps.findLast((one) => size >= one[1]) || steps[0] : ['samples', 1];
  const scaled = value / step[1];
  const digits = scaled === 0 ? 0 : 2 - Math.floor(Math.log10(Math.abs(scaled)));
  const text = scaled.toFixed(Math.min(2, Math.max(0, digits)));
  return text.replace(/\B(?=(?:\d{3})+(?:\.|$))/g, ',') + ' ' + step[0];
}

function percent(part, whole) {
  return whole > 0 ? Number(((100 * part) / whole).toPrecision(3)) + ' %' : '–';
}

function withSign(value, unit) {
  return (value < 0 ? '−' : '+') + quantity(Math.abs(value), unit);
}

function placeText(view, frame) {
  const file = view.frames.file[frame];
  const line = view.frames.line[frame];
  return line > 0 ? file + ':' + line : file;
}

/* A name that tells: functions without one are known by their place. */
function titleText(view, frame) {
  const name = view.frames.name[frame];
  const place = name === '(anonymous)' ? placeText(view, frame).replace(/^.*[/](?=.)/, '') : '';
  return place ? name + ' ' + place : name;
}

/* What part of the whole a node is; in a differential graph of the whole after the change. */
function partText(view, node) {
  const values = view.after || view.total;
  return percent(values[node], values[0]);
}

function totalText(view) {
  if (view.after) {
    const [before, after] = [view.before[0], view.after[0]];
    return quantity(before, view.unit) + ' before, ' + quantity(after, view.unit) + ' after';
  }
  const nothing = view.whole === 0 ? ', nothing was recorded' : '';
  return quantity(view.whole, view.unit) + nothing;
}

/* Nodes that match, without those that lie in another one, so that nothing counts twice. */
function outermost(view, matches) {
  const found = [];
  for (let node = 0; node < view.count; ) {
    if (matches(node)) {
      found.push(node);
      node = view.end[node];
    } else {
      node += 1;
    }
  }
  return found;
}

function sumOf(view, nodes) {
  return nodes.reduce((sum, node) => sum + view.total[node], 0);
}

function element(name, text, className) {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

function changeText(change, unit) {
  const range = change.lo === null || change.hi === null
    ? '' : ' (' + withSign(change.lo, unit) + ' to ' + withSign(change.hi, unit) + ')';
  const p = change.pValue === null
    ? '' : ', p ' + (change.pValue < 0.001 ? '< 0.001' : '= ' + change.pValue.toFixed(3));
  return withSign(change.change, unit) + range + ', '
    + (change.significant ? 'significant' : 'not significant') + p;
}
`;
