import { Latency } from './latency.js';
import { routeOf } from './route.js';
import { compareText, Tally } from './tally.js';

/** A longer pause than this starts a new session. */
const IDLE_MS_MAX = 30 * 60 * 1000;

/**
 * Groups requests into visits of one client each.
 *
 * @param {import('./parse-line.js').Entry[]} entries - in the order of time
 * @returns {{ client: string, startMs: number, endMs: number, requests: number, bytes: number,
 *   entry: string, exit: string }[]} in the order of their starts; `entry` and `exit` are the
 *   first and the last route
 */
export function findSessions(entries) {
  const sessions = [];
  for (const { client, timeMs, target, bytes } of entries) {
    const route = routeOf(target);
    const open = sessions.find(
      (session) => isSameClient(session.client, client) && timeMs - session.endMs <= IDLE_MS_MAX,
    );
    if (open !== undefined) {
      open.endMs = timeMs;
      open.requests += 1;
      open.bytes += bytes;
      open.exit = route;
    } else {
      const opened = { client, startMs: timeMs, endMs: timeMs, requests: 1, bytes };
      sessions.push({ ...opened, entry: route, exit: route });
    }
  }
  return sessions;
}

/** Some servers write the letters of an IPv6 address as capitals, others do not. */
function isSameClient(left, right) {
  const escaped = left.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return new RegExp(`^${escaped}$`, 'i').test(right);
}

/**
 * What visits look like, over the whole log.
 *
 * @param {{ entries: import('./parse-line.js').Entry[], skipped: number }} log
 * @param {number} top - length of each list
 */
export function summariseSessions({ entries, skipped }, top) {
  const sessions = findSessions(entries);
  const entryRoutes = new Tally();
  const exitRoutes = new Tally();
  const clients = new Tally();
  const lengths = new Latency();
  let bounced = 0;

  for (const session of sessions) {
    entryRoutes.add(session.entry);
    exitRoutes.add(session.exit);
    clients.add(session.client);
    lengths.add(session.endMs - session.startMs);
    bounced += session.requests === 1 ? 1 : 0;
  }

  return {
    sessions: sessions.length,
    skipped,
    clients: clients.size,
    bounced,
    length: lengths.summary(),
    longest: longestSessions(sessions, top),
    entries: entryRoutes.top(top),
    exits: exitRoutes.top(top),
    returning: clients.top(top),
  };
}

function longestSessions(sessions, top) {
  return [...sessions]
    .sort(
      (left, right) =>
        right.requests - left.requests ||
        left.startMs - right.startMs ||
        compareText(left.client, right.client),
    )
    .slice(0, top)
    .map(({ client, startMs, endMs, requests, bytes }) => ({
      client,
      start: new Date(startMs).toISOString(),
      lengthMs: endMs - startMs,
      requests,
      bytes,
    }));
}
