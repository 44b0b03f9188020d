const NUMBER = /^\d+$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const HASHED_FILE = /\.[0-9a-f]{8,}\.(\w+)$/;

/**
 * The route behind a request's target: the query is left off, and segments that only name one
 * thing of many become placeholders, so that `/users/7?tab=2` and `/users/12` count together.
 *
 * @param {string} target - path and query as they were asked for, or an absolute URL
 * @returns {string} e.g. `/users/:id/orders`
 */
export function routeOf(target) {
  const path = pathOf(target);
  const segments = path.split('/').filter((segment) => segment !== '');
  return `/${segments.map(placeholderFor).join('/')}`;
}

/**
 * The value of one parameter in the query of a target.
 *
 * @returns {string | null} decoded; null when the parameter is absent
 */
export function queryValue(target, name) {
  const start = target.indexOf('?');
  return start === -1 ? null : new URLSearchParams(target.slice(start + 1)).get(name);
}

function pathOf(target) {
  try {
    return decodeURIComponent(new URL(target, 'http://localhost').pathname);
  } catch {
    return target; // not a URL, as some scanners send: it is counted as it stands
  }
}

function placeholderFor(segment) {
  if (NUMBER.test(segment) || UUID.test(segment)) {
    return ':id';
  }
  return segment.replace(HASHED_FILE, '.:hash.$1');
}
