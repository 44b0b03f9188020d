import { Latency } from './latency.js';
import { queryValue, routeOf } from './route.js';
import { suspiciousClients } from './suspicious.js';
import { compareText, Tally } from './tally.js';
import { hourOfDay } from './timestamp.js';
import { classifyUserAgent } from './user-agent.js';

const SLOW_MS_MIN = 100;

/**
 * Everything about a log at a glance.
 *
 * @param {{ entries: import('./parse-line.js').Entry[], skipped: number }} log
 * @param {number} top - length of each list
 */
export function buildReport({ entries, skipped }, top) {
  const routes = new Map();
  const latency = new Latency();
  const statuses = new Tally();
  const requestsByHour = new Tally();
  const failuresByHour = new Tally();
  const slowByHour = new Tally();
  const agents = new Tally();
  const kinds = new Tally();
  const systems = new Tally();
  const referrers = new Tally();
  const searches = new Tally();
  let bytes = 0;
  let bytesToBots = 0;

  for (const entry of entries) {
    bytes += entry.bytes;
    latency.add(entry.durationMs);
    addToRoute(routes, entry);
    statuses.add(`${Math.floor(entry.status / 100)}xx`);
    requestsByHour.add(hourOfDay(entry.timeMs));
    if (entry.status >= 400) {
      failuresByHour.add(hourOfDay(entry.timeMs));
    }
    if (entry.durationMs >= SLOW_MS_MIN) {
      slowByHour.add(hourOfDay(entry.timeMs));
    }
    agents.add(classifyUserAgent(entry.agent).family);
    kinds.add(classifyUserAgent(entry.agent).kind);
    systems.add(classifyUserAgent(entry.agent).system);
    bytesToBots += classifyUserAgent(entry.agent).kind === 'bot' ? entry.bytes : 0;
    referrers.add(referringHost(entry.referrer));
    const words = queryValue(entry.target, 'q');
    if (words !== null) {
      searches.add(words.trim().toLowerCase());
    }
  }

  return {
    requests: entries.length,
    skipped,
    period: periodOf(entries),
    bytes,
    bytesToBots,
    latency: latency.summary(),
    statuses: statuses.byName(),
    requestsByHour: requestsByHour.byName(),
    failuresByHour: failuresByHour.byName(),
    slowByHour: slowByHour.byName(),
    routes: topRoutes(routes, top),
    agents: agents.top(top),
    kinds: kinds.top(top),
    systems: systems.top(top),
    referrers: referrers.top(top),
    searches: searches.top(top),
    suspicious: suspiciousClients(entries).slice(0, top),
  };
}

function addToRoute(routes, entry) {
  const route = `${entry.method} ${routeOf(entry.target)}`;
  let row = routes.get(route);
  if (row === undefined) {
    row = { hits: 0, errors: 0, bytes: 0, latency: new Latency() };
    routes.set(route, row);
  }
  row.hits += 1;
  row.errors += entry.status >= 500 ? 1 : 0;
  row.bytes += entry.bytes;
  row.latency.add(entry.durationMs);
}

function topRoutes(routes, top) {
  return Array.from(routes, ([route, { hits, errors, bytes, latency }]) => ({
    route,
    hits,
    errors,
    bytes,
    ...latency.summary(),
  }))
    .sort((left, right) => right.hits - left.hits || compareText(left.route, right.route))
    .slice(0, top);
}

function referringHost(referrer) {
  if (referrer === null) {
    return 'direct';
  }
  return URL.canParse(referrer) ? new URL(referrer).host : 'unreadable';
}

function periodOf(entries) {
  let [from, to] = [Infinity, -Infinity];
  for (const { timeMs } of entries) {
    from = Math.min(from, timeMs);
    to = Math.max(to, timeMs);
  }
  return entries.length === 0
    ? null
    : { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}
