import { randomFrom } from './random.js';
import { AGENTS, PAGES, PROBES, REFERRERS, SEARCH_WORDS } from './site.js';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const START_MS = Date.UTC(2025, 9, 6);
const PERIOD_S = 7 * 24 * 3600;
const REQUESTS_PER_CLIENT = 8; // on average, over the whole log
const VISIT_REQUESTS_MAX = 3;
const PAUSE_S_MAX = 240; // between two requests of a visit

/**
 * An access log of one week of a small shop, made up but shaped like the real thing: visits with
 * pauses, crawlers, scanners, slow answers, a few damaged lines.
 *
 * @param {{ lines: number, seed: number }} wish - the same wish gives the same text everywhere
 * @returns {string} that many lines in the order of time
 */
export function generateLog({ lines, seed }) {
  const random = randomFrom(seed);
  const clients = Array.from({ length: Math.ceil(lines / REQUESTS_PER_CLIENT) }, () =>
    makeClient(random),
  );
  const requests = [];
  while (requests.length < lines) {
    addVisit(requests, random.pick(clients), random);
  }
  requests.length = lines;
  requests.sort((left, right) => left.second - right.second);
  return requests.map(({ line }) => `${line}\n`).join('');
}

function makeClient(random) {
  const agent = random.weighted(AGENTS);
  return {
    address: [11 + random.below(200), random.below(256), random.below(256), 1 + random.below(254)]
      .map(String)
      .join('.'),
    agent: agent.text.replaceAll('{v}', String(120 + random.below(8))),
    pages: agent.probes ? PROBES : PAGES,
    user: random.chance(120) ? `user${random.below(500)}` : '-',
  };
}

function addVisit(requests, client, random) {
  let second = random.below(PERIOD_S);
  let referrer = random.weighted(REFERRERS).url;
  const length = 1 + random.below(VISIT_REQUESTS_MAX);
  for (let count = 0; count < length && second < PERIOD_S; count += 1) {
    requests.push({ second, line: lineOf(client, second, referrer, random) });
    second += 1 + random.below(PAUSE_S_MAX);
    referrer = 'https://shop.example/';
  }
}

function lineOf(client, second, referrer, random) {
  if (random.chance(2)) {
    return `${client.address} - - [${timeText(second)}] "\\x16\\x03\\x01" 400 0 "-" "-" 0.000`;
  }
  const page = random.weighted(client.pages);
  const status = statusOf(page, client, random);
  const bytes = status === 304 || page.bytes === 0 ? '-' : sizeOf(page, status, random);
  const request = `${page.method} ${targetOf(page.target, random)} HTTP/1.1`;
  const seconds = (durationMsOf(page, random) / 1000).toFixed(3);
  return (
    `${client.address} - ${client.user} [${timeText(second)}] "${request}" ${status} ${bytes} ` +
    `"${referrer}" "${client.agent}" ${seconds}`
  );
}

function timeText(second) {
  const time = new Date(START_MS + second * 1000);
  const two = (number) => String(number).padStart(2, '0');
  const day = `${two(time.getUTCDate())}/${MONTHS[time.getUTCMonth()]}/${time.getUTCFullYear()}`;
  const clock = [time.getUTCHours(), time.getUTCMinutes(), time.getUTCSeconds()].map(two).join(':');
  return `${day}:${clock} +0000`;
}

function targetOf(target, random) {
  return target.replaceAll(/\{(\w+)\}/g, (_, placeholder) => {
    switch (placeholder) {
      case 'id':
        return String(1 + random.below(9000));
      case 'page':
        return String(1 + random.below(9));
      case 'hash':
        return random.hex(8);
      case 'uuid':
        return [8, 4, 4, 4, 12].map((length) => random.hex(length)).join('-');
      case 'word':
        return random.pick(SEARCH_WORDS);
      default:
        throw new Error(`the site has no placeholder {${placeholder}}`);
    }
  });
}

function statusOf(page, client, random) {
  if (client.pages === PROBES) {
    return random.chance(900) ? 404 : 403;
  }
  const draw = random.below(1000);
  if (draw < 6) {
    return 500 + random.below(4);
  }
  if (draw < 48) {
    return page.target === '/login' ? 401 : 404;
  }
  if (draw < 160) {
    return page.method === 'GET' ? 304 : 201;
  }
  return 200;
}

function sizeOf(page, status, random) {
  return status >= 400 ? 153 : Math.round((page.bytes * (80 + random.below(40))) / 100);
}

// Mostly near the usual, one in twenty several times slower, one in two hundred stuck.
function durationMsOf(page, random) {
  const usual = (page.ms * (70 + random.below(90))) / 100;
  const draw = random.below(200);
  const slowed = draw === 0 ? 20 + random.below(40) : draw <= 10 ? 3 + random.below(6) : 1;
  return Math.round(usual * slowed);
}
