'use strict';
const { channel } = require('diagnostics_channel');

const RESPONSES_MAX = 500;
const PATH_LENGTH_MAX = 300;
const HEADER_LENGTH_MAX = 200;
const HEADERS = [
  'content-type',
  'content-encoding',
  'cache-control',
  'etag',
  'last-modified',
  'expires',
];
const CHANGING = ['etag', 'last-modified', 'expires'];
const HEAD = '_header'; // Node's own name for what was sent before the body
// Held here: a channel that nobody holds forgets who listens.
const begins = channel('http.server.request.start');
const ends = channel('http.server.response.finish');

/**
 * The responses that the program serves with `http` and `https`: what a browser needs to know to
 * keep them, and how long they are. Never what is in them, and no query, which may hold secrets.
 * Node publishes both channels from 16.17 and 18.0 on; not for http2.
 */
exports.start = () => {
  const found = new Map();
  const started = new WeakMap();
  let dropped = 0;
  begins.subscribe(({ request, response, socket }) => {
    // Now, because routers write another address into the request.
    started.set(response, {
      method: String(request.method),
      path: String(request.url)
        .replace(/[?#].*$/s, '')
        .slice(0, PATH_LENGTH_MAX),
      sentBefore: socket.bytesWritten,
    });
  });
  ends.subscribe(({ response, socket }) => {
    const begun = started.get(response);
    if (begun === undefined || begun.method === 'HEAD') {
      return;
    }
    const { method, path } = begun;
    const status = response.statusCode;
    const headers = headersOf(response);
    const key = JSON.stringify([method, path, status, headers]);
    const bytes = bodyBytes(response, (socket || {}).bytesWritten - begun.sentBefore);
    const known = found.get(key);
    if (known !== undefined) {
      known.count++;
      known.bytes = Math.max(known.bytes, bytes);
    } else if (found.size < RESPONSES_MAX) {
      found.set(key, { method, path, status, headers, bytes, count: 1 });
    } else {
      dropped++;
    }
  });
  return { stop: () => ({ responses: [...found.values()], dropped }) };
};

/** Some differ with each content or second, so that only their being there counts. */
function headersOf(response) {
  const headers = {};
  for (const name of HEADERS) {
    const value = response.getHeader(name);
    if (value !== undefined) {
      headers[name] = shown(name, String(value));
    }
  }
  // `writeHead` with headers of its own writes past `getHeader` when none were set before.
  for (const [, name, value] of headerText(response).matchAll(/^([\w-]+): ?(.*?)\r?$/gm)) {
    const lower = name.toLowerCase();
    if (HEADERS.includes(lower)) {
      headers[lower] = shown(lower, value);
    }
  }
  return headers;
}

function shown(name, value) {
  return CHANGING.includes(name) ? 'set' : value.slice(0, HEADER_LENGTH_MAX);
}

function headerText(response) {
  const text = response[HEAD];
  return typeof text === 'string' ? text : '';
}

/** As it said itself, else what went over the socket without the head; chunks have some bytes more. */
function bodyBytes(response, sent) {
  const said = /^content-length: ?(\d+)\r?$/im.exec(headerText(response));
  const bytes = said === null ? sent - Buffer.byteLength(headerText(response)) : Number(said[1]);
  return Number.isFinite(bytes) ? Math.max(0, bytes) : 0;
}
