/** Third part of the script of a page with flame graphs: saying what is in focus, and searching. */
export const TELL_SCRIPT: string = String.raw`
const detail = byId('detail');
const tip = byId('tip');
const where = byId('where');
const whole = byId('whole');
const back = byId('back');
const found = byId('found');
const query = byId('query');
const asPattern = byId('pattern');
let spoken = 0;
let hits = [];

function amountsOf(node) {
  const { unit, total, self, whole: all } = view;
  if (view.after) {
    return [
      ['before', quantity(view.before[node], unit)],
      ['after', quantity(view.after[node], unit)],
      ['here', withSign(view.after[node] - view.before[node], unit)],
    ];
  }
  if (view.base && node > 0) {
    const spent = quantity(total[node], unit) + ' · ' + percent(total[node], all);
    const spender = titleText(view, view.frame[spenderOf(node)]);
    if (view.depth[node] === 1) return [['of its own', spent]];
    return [[(unit === 'bytes' ? 'own bytes of ' : 'own time of ') + spender + ' via here', spent]];
  }
  const amounts = [
    ['total', quantity(total[node], unit) + ' · ' + percent(total[node], all)],
    ['of its own', quantity(self[node], unit) + ' · ' + percent(self[node], all)],
  ];
  if (view.zoomed !== 0) amounts.push(['of the zoom', percent(total[node], total[view.zoomed])]);
  return amounts;
}

function aboutFunction(node) {
  const frame = view.frame[node];
  const change = view.frames.change && view.frames.change[frame];
  if (view.frames.change) {
    const text = change ? changeText(change, view.unit) : 'not tested';
    return node === 0 ? [] : [['function as a whole', text]];
  }
  const base = view.base || view;
  const everywhere = outermost(base, (one) => base.frame[one] === frame);
  const said = [];
  if (everywhere.length > 1 || (view.base && node > 0)) {
    const all = percent(sumOf(base, everywhere), base.whole);
    const places = everywhere.length === 1 ? ' place' : ' places';
    said.push(['function in ' + everywhere.length + places, all]);
  }
  const share = view.frames.share[frame];
  if (share) {
    const [estimate, lo, hi, runs] = share;
    const range = lo === null || hi === null
      ? ' (one run, no interval)'
      : ' (' + percent(lo, 1) + ' to ' + percent(hi, 1) + ', ' + runs + ' runs)';
    said.push(['actionable', percent(estimate, 1) + range]);
  }
  return said;
}

function kindText(node) {
  const frame = view.frame[node];
  const owner = view.packages[view.frames.package[frame]];
  const look = view.after ? page.looks[view.look[node]].words + ' · ' : '';
  return look + page.looks[view.frames.category[frame]].words + (owner ? ', ' + owner : '');
}

function tellFocus() {
  const node = view.focus;
  const frame = view.frame[node];
  const name = element('p', view.frames.name[frame] + ' ', 'name');
  name.append(element('span', placeText(view, frame)));
  const amounts = document.createElement('p');
  amounts.className = 'amounts';
  for (const [what, amount] of [...amountsOf(node), ...aboutFunction(node)]) {
    const one = element('span', what + ' ');
    one.append(element('b', amount));
    amounts.append(one);
  }
  const kind = element('p', node === 0 ? view.label : kindText(node), 'soft');
  detail.replaceChildren(name, kind, amounts);
  tellTree(node);
}

/* A tree of one item: the one in focus, made anew each time so that screen readers say it. */
function tellTree(node) {
  const frame = view.frame[node];
  const says = [
    view.frames.name[frame], kindText(node),
    ...amountsOf(node).map(([what, amount]) => what + ' ' + amount),
  ];
  const item = element('div', says.join(', '), 'now');
  item.id = 'now-' + (spoken += 1);
  item.setAttribute('role', 'treeitem');
  item.setAttribute('aria-level', String(view.depth[node] + 1));
  item.setAttribute('aria-selected', 'true');
  const above = view.parent[node];
  const siblings = above < 0 ? [node] : childrenOf(above);
  item.setAttribute('aria-setsize', String(siblings.length));
  item.setAttribute('aria-posinset', String(siblings.indexOf(node) + 1));
  if (view.end[node] > node + 1) item.setAttribute('aria-expanded', 'true');
  for (const old of stage.querySelectorAll('.now')) old.remove();
  stage.append(item);
  stage.setAttribute('aria-activedescendant', item.id);
}

function childrenOf(node) {
  const children = [];
  for (let child = node + 1; child < view.end[node]; child = view.end[child]) children.push(child);
  return children;
}

function tellZoom() {
  const node = view.zoomed;
  const runs = view.runs > 1 ? ', mean of ' + view.runs + ' runs' : '';
  where.textContent = node === 0
    ? view.label + (view.base ? ' by who spends it' : '') + ' · ' + totalText(view) + runs
    : 'Zoomed into ' + titleText(view, view.frame[node]) + ' · ' + partText(view, node);
  whole.hidden = node === 0;
  back.hidden = node === 0;
}

function showTip(node, x, y) {
  if (node < 0) {
    tip.hidden = true;
    return;
  }
  const frame = view.frame[node];
  const text = amountsOf(node).map(([what, amount]) => what + ' ' + amount).join(', ');
  tip.replaceChildren(element('b', view.frames.name[frame]));
  const place = placeText(view, frame);
  if (place) tip.append(element('span', place), document.createElement('br'));
  tip.append(text);
  const change = view.frames.change && view.frames.change[frame];
  if (change) tip.append(document.createElement('br'), changeText(change, view.unit));
  tip.hidden = false;
  const { width, height } = tip.getBoundingClientRect();
  const left = Math.max(8, Math.min(x + 14, innerWidth - width - 8));
  const above = y - height - 12;
  tip.style.left = left + 'px';
  tip.style.top = (above > 4 ? above : y + 20) + 'px';
}

/* What a search means: text without regard to case, or a regular expression. */
function matcherOf(text) {
  const written = /^\/(.+)\/([a-z]*)$/.exec(text);
  if (written || asPattern.getAttribute('aria-pressed') === 'true') {
    const [, source, flags] = written || ['', text, 'i'];
    const pattern = new RegExp(source, flags.replace(/[gy]/g, ''));
    return (name) => pattern.test(name);
  }
  const wanted = text.toLowerCase();
  return (name) => name.toLowerCase().includes(wanted);
}

function search() {
  const text = query.value;
  found.classList.remove('wrong');
  query.removeAttribute('aria-invalid');
  hits = [];
  matching = null;
  byId('clear').hidden = text === '';
  if (text === '') {
    found.textContent = '';
    askToDraw();
    return;
  }
  let matches;
  try {
    matches = matcherOf(text);
  } catch (error) {
    found.textContent = 'Not a regular expression: ' + error.message;
    found.classList.add('wrong');
    query.setAttribute('aria-invalid', 'true');
    askToDraw();
    return;
  }
  const { name, file } = view.frames;
  matching = Uint8Array.from(name, (one, frame) => {
    if (frame === 0) return 0;
    const owner = view.packages[view.frames.package[frame]] || '';
    return matches(one + ' ' + placeText(view, frame) + ' ' + owner) ? 1 : 0;
  });
  const isHit = (node) => matching[view.frame[node]] === 1;
  const places = outermost(view, isHit);
  for (let node = 0; node < view.count; node++) if (isHit(node)) hits.push(node);
  hits.sort((left, right) => view.total[right] - view.total[left] || left - right);
  tellHits(places);
  askToDraw();
}

function tellHits(places) {
  if (hits.length === 0) {
    found.textContent = 'Nothing matches.';
    return;
  }
  const functions = new Set(hits.map((node) => view.frame[node])).size;
  found.replaceChildren(
    element('b', percent(sumOf(view, places), view.whole)), ' of the total in ',
    element('b', String(functions)), functions === 1 ? ' function, ' : ' functions, ',
    element('b', String(hits.length)), hits.length === 1 ? ' frame' : ' frames',
  );
}
`;
