/** Last part of the script of a page with flame graphs: mouse, keys, tabs and what they do. */
export const INPUT_SCRIPT: string = String.raw`
function reveal(node) {
  const top = topOf(view.depth[node]);
  const height = stage.clientHeight;
  if (top < stage.scrollTop + ROW) stage.scrollTop = Math.max(0, top - 2 * ROW);
  else if (top + 2 * ROW > stage.scrollTop + height) stage.scrollTop = top + 3 * ROW - height;
}

function focusOn(node) {
  view.focus = node;
  reveal(node);
  tellFocus();
  askToDraw();
}

function zoomTo(node, remembers) {
  if (node === view.zoomed) return;
  if (remembers) view.history.push(view.zoomed);
  const left = view.zoomed;
  view.zoomed = node;
  fit();
  tellZoom();
  focusOn(remembers ? node : left); // going back, one stays where one was
  moveTo(view.start[node], view.start[node] + view.total[node]);
  remember(true);
}

function zoomBack() {
  if (view.zoomed === 0) return false;
  zoomTo(view.history.pop() ?? 0, false);
  return true;
}

function zoomOut() {
  view.history = [];
  if (view.zoomed === 0) focusOn(0);
  zoomTo(0, false);
}

/* Neighbours in a row, as far as they can be seen. */
function beside(step) {
  const row = view.rows[view.depth[view.focus]];
  const scale = canvasWidth() / (view.total[view.zoomed] || 1);
  const first = view.start[view.zoomed];
  const last = first + view.total[view.zoomed];
  for (let place = view.place[view.focus] + step; row[place] !== undefined; place += step) {
    const node = row[place];
    if (view.start[node] >= last || view.start[node] + view.total[node] <= first) return;
    if (view.total[node] * scale >= PIXELS_MIN) {
      focusOn(node);
      return;
    }
  }
}

function inward() {
  const child = view.focus + 1;
  if (child < view.end[view.focus]) {
    // On the way to the zoomed node the widest child may be another one.
    const leads = view.focus < view.zoomed && view.zoomed < view.end[view.focus];
    const isOnTheWay = (one) => one <= view.zoomed && view.zoomed < view.end[one];
    focusOn(leads ? childrenOf(view.focus).find(isOnTheWay) : child);
  }
}

function outward() {
  if (view.parent[view.focus] >= 0) focusOn(view.parent[view.focus]);
}

function nextHit(step) {
  if (hits.length === 0) return;
  const now = hits.indexOf(view.focus);
  const next = hits[(now + step + hits.length) % hits.length] ?? hits[0];
  const isShown = next >= view.zoomed && next < view.end[view.zoomed];
  if (!isShown) zoomOut();
  focusOn(next);
}

const KEYS = {
  ArrowDown: () => (rootOnTop ? inward() : outward()),
  ArrowUp: () => (rootOnTop ? outward() : inward()),
  ArrowLeft: () => beside(-1),
  ArrowRight: () => beside(1),
  Enter: () => zoomTo(view.focus, true),
  ' ': () => zoomTo(view.focus, true),
  Backspace: zoomBack,
  Escape: () => zoomBack() || clearSearch(),
  Home: zoomOut,
  i: () => flip(),
  n: () => nextHit(1),
  N: () => nextHit(-1),
};

stage.addEventListener('keydown', (event) => {
  const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : KEYS[event.key];
  if (act) {
    event.preventDefault();
    tip.hidden = true;
    act();
  }
});

document.addEventListener('keydown', (event) => {
  const isTyping = event.target.closest('input, textarea');
  if (event.key === '/' && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    query.focus();
    query.select();
  }
  if (event.key === 'Escape') tip.hidden = true;
});

function clearSearch() {
  query.value = '';
  lit = -1;
  showLegend();
  search();
  remember(false);
}

query.addEventListener('input', () => {
  search();
  remember(false);
});
query.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') {
    event.preventDefault();
    clearSearch();
    stage.focus({ preventScroll: true });
  } else if (event.key === 'Enter') {
    event.preventDefault();
    nextHit(event.shiftKey ? -1 : 1);
  }
});
byId('clear').addEventListener('click', () => {
  clearSearch();
  query.focus();
});
asPattern.addEventListener('click', () => {
  const pressed = asPattern.getAttribute('aria-pressed') !== 'true';
  asPattern.setAttribute('aria-pressed', String(pressed));
  search();
  remember(false);
});

let touched = -1; // a finger first tells, then zooms
canvas.addEventListener('pointermove', (event) => {
  if (event.pointerType === 'touch') return;
  const node = nodeAt(event.offsetX, event.offsetY);
  showTip(node, event.clientX, event.clientY);
  canvas.style.cursor = node < 0 ? 'default' : 'pointer';
  if (node !== hovered) {
    hovered = node;
    askToDraw();
  }
});
canvas.addEventListener('pointerleave', () => {
  hovered = -1;
  tip.hidden = true;
  askToDraw();
});
canvas.addEventListener('click', (event) => {
  const node = nodeAt(event.offsetX, event.offsetY);
  stage.focus({ preventScroll: true });
  if (node < 0) return;
  if (event.pointerType === 'touch' && touched !== node) {
    touched = node;
    focusOn(node);
    return;
  }
  tip.hidden = true;
  hovered = -1;
  if (node === view.zoomed) focusOn(node);
  else zoomTo(node, true);
});

stage.addEventListener('scroll', askToDraw);
stage.addEventListener('focus', askToDraw);
stage.addEventListener('blur', askToDraw);
whole.addEventListener('click', zoomOut);
back.addEventListener('click', zoomBack);

const turn = byId('turn');
function turnRoot(toTop) {
  rootOnTop = toTop;
  turn.setAttribute('aria-pressed', String(!rootOnTop));
}
turn.addEventListener('click', () => {
  turnRoot(!rootOnTop);
  stage.scrollTop = rootOnTop ? 0 : stage.scrollHeight;
  reveal(view.focus);
  askToDraw();
  remember(false);
});

/* The other side of the same samples; made when it is first asked for. */
const flippedViews = [];
const invert = byId('invert');
function flip() {
  bySpender = !bySpender;
  show(number);
  remember(true);
}
invert.addEventListener('click', flip);

const tabs = [...document.querySelectorAll('[role=tab]')];
function show(wanted) {
  number = wanted;
  view = bySpender ? (flippedViews[number] ||= inverted(views[number])) : views[number];
  invert.setAttribute('aria-pressed', String(bySpender));
  tabs.forEach((tab, index) => {
    tab.setAttribute('aria-selected', String(index === number));
    tab.tabIndex = index === number ? 0 : -1;
  });
  for (const part of document.querySelectorAll('[data-view]')) {
    part.hidden = Number(part.dataset.view) !== number;
  }
  hovered = -1;
  lit = -1;
  showLegend();
  fit();
  stage.scrollTop = rootOnTop ? 0 : stage.scrollHeight;
  tellZoom();
  tellFocus();
  search();
}
tabs.forEach((tab, index) => {
  tab.addEventListener('click', () => {
    show(index);
    remember(true);
  });
  tab.addEventListener('keydown', (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined) return;
    const next = (index + step + tabs.length) % tabs.length;
    show(next);
    remember(true);
    tabs[next].focus();
  });
});

const chips = [...document.querySelectorAll('button.chip')];
function showLegend() {
  for (const chip of chips) {
    chip.setAttribute('aria-pressed', String(Number(chip.dataset.look) === lit));
  }
}
for (const chip of chips) {
  chip.disabled = false;
  chip.addEventListener('click', () => {
    const look = Number(chip.dataset.look);
    lit = lit === look ? -1 : look;
    showLegend();
    askToDraw();
  });
}

/* Names in the tables lead into the graph. */
for (const cell of document.querySelectorAll('th[data-find]')) {
  const button = element('button', cell.textContent);
  button.type = 'button';
  button.title = 'Show in the graph';
  button.addEventListener('click', () => {
    const frame = Number(cell.dataset.find);
    query.value = view.frames.name[frame];
    asPattern.setAttribute('aria-pressed', 'false');
    search();
    matching.fill(0);
    matching[frame] = 1;
    hits = hits.filter((node) => view.frame[node] === frame);
    tellHits(outermost(view, (node) => view.frame[node] === frame));
    zoomOut();
    remember(false);
    if (hits.length > 0) focusOn(hits[0]);
    stage.focus();
    stage.scrollIntoView({ block: 'nearest' });
  });
  cell.replaceChildren(button);
}

function recoloured() {
  readColours();
  askToDraw();
}
scheme.addEventListener('change', recoloured);
new ResizeObserver(() => {
  fit();
  reveal(view.focus);
  draw();
}).observe(stage.parentElement);
addEventListener('resize', () => {
  fit();
  askToDraw();
});

readColours();
for (const part of document.querySelectorAll('[data-script]')) part.hidden = false;
if (location.hash.length > 1) restore();
else show(0);
draw();
`;
