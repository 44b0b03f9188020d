import { compareText } from './tally.js';

const PROBE = /\.(?:env|git|aws)\b|\/wp-(?:login|admin)|\/phpmyadmin|\.\.\//i;
const REQUESTS_MIN = 10; // fewer tell nothing about a share
const REFUSED_SHARE_MIN = 0.5;

/**
 * Clients that look for holes: they asked for what only an attacker would, or were refused (4xx)
 * at least every second time in at least ten requests.
 *
 * @param {import('./parse-line.js').Entry[]} entries
 * @returns {{ client: string, requests: number, refused: number, probes: number }[]} worst first
 */
export function suspiciousClients(entries) {
  const clients = new Map();
  for (const { client, status, target } of entries) {
    let row = clients.get(client);
    if (row === undefined) {
      row = { client, requests: 0, refused: 0, probes: 0 };
      clients.set(client, row);
    }
    row.requests += 1;
    row.refused += status >= 400 && status < 500 ? 1 : 0;
    row.probes += PROBE.test(target) ? 1 : 0;
  }
  return [...clients.values()]
    .filter(isSuspicious)
    .sort(
      (left, right) =>
        right.probes - left.probes ||
        right.refused - left.refused ||
        compareText(left.client, right.client),
    );
}

function isSuspicious({ requests, refused, probes }) {
  return probes > 0 || (requests >= REQUESTS_MIN && refused / requests >= REFUSED_SHARE_MIN);
}
