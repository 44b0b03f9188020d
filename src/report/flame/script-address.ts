/** Part of the script of a page with flame graphs: what is shown stands in the address. */
export const ADDRESS_SCRIPT: string = String.raw`
let restoring = false;

/* Only what differs from what the page shows at first. */
function addressNow() {
  const said = new URLSearchParams();
  if (number > 0) said.set('view', String(number + 1));
  if (bySpender) said.set('first', 'spender');
  if (!rootOnTop) said.set('root', 'bottom');
  if (view.zoomed > 0) said.set('zoom', String(view.zoomed));
  if (query.value !== '') said.set('find', query.value);
  if (asPattern.getAttribute('aria-pressed') === 'true') said.set('as', 'pattern');
  const text = said.toString();
  return text === '' ? '' : '#' + text;
}

/* A step that the back button of the browser takes back, or one that only changes the address. */
function remember(isStep) {
  if (restoring) return;
  const address = addressNow();
  if (address === location.hash) return;
  const whole = location.href.split('#')[0] + address;
  try {
    if (isStep) history.pushState(null, '', whole);
    else history.replaceState(null, '', whole);
  } catch {
    /* A frame of another page may not be let at its address; then there is nothing to copy. */
  }
}

/* Shows what the address says; what it says wrongly is left out. */
function restore() {
  const said = new URLSearchParams(location.hash.slice(1));
  const wanted = Number(said.get('view') ?? 1) - 1;
  restoring = true;
  asPattern.setAttribute('aria-pressed', String(said.get('as') === 'pattern'));
  query.value = said.get('find') ?? '';
  bySpender = said.get('first') === 'spender';
  turnRoot(said.get('root') !== 'bottom');
  show(views[wanted] === undefined ? 0 : wanted);
  const zoom = Number(said.get('zoom') ?? 0);
  const node = Number.isInteger(zoom) && zoom > 0 && zoom < view.count ? zoom : 0;
  view.history = [];
  if (node === 0) zoomOut();
  else zoomTo(node, false);
  if (node > 0) focusOn(node);
  restoring = false;
}

addEventListener('popstate', restore);
`;
