'use strict';
const { channel } = require('diagnostics_channel');
const { streams } = require('./http2-streams.cjs');
const { asked, keptHeaders } = require('./response-words.cjs');

const RESPONSES_MAX = 500;
const HEAD = '_header'; // Node's own name for what was sent before the body
// Held here: a channel that nobody holds forgets who listens.
const begins = channel('http.server.request.start');
const ends = channel('http.server.response.finish');

/**
 * The responses that the program serves with `http`, `https` and `http2`: what a browser needs to
 * know to keep them, and how long they are. Never what is in them, and no query, which may hold
 * secrets. Node publishes the channels of the first two from 16.17 and 18.0 on, those of http2 from
 * 22.17 and 24.3 on; `http2` of the record says `hidden` where an older one has loaded that module.
 */
exports.start = () => {
  const found = new Map();
  const started = new WeakMap();
  let dropped = 0;
  const add = ({ method, path }, status, headers, bytes) => {
    const key = JSON.stringify([method, path, status, headers]);
    const known = found.get(key);
    if (known !== undefined) {
      known.count++;
      known.bytes = Math.max(known.bytes, bytes);
    } else if (found.size < RESPONSES_MAX) {
      found.set(key, { method, path, status, headers, bytes, count: 1 });
    } else {
      dropped++;
    }
  };
  begins.subscribe(({ request, response, socket }) => {
    // Now, because routers write another address into the request.
    started.set(response, {
      ...asked(request.method, request.url),
      sentBefore: socket.bytesWritten,
    });
  });
  ends.subscribe(({ response, socket }) => {
    const begun = started.get(response);
    if (begun === undefined || begun.method === 'HEAD') {
      return;
    }
    const bytes = bodyBytes(response, (socket || {}).bytesWritten - begun.sentBefore);
    add(begun, response.statusCode, headersOf(response), bytes);
  });
  const http2 = streams(add);
  return { stop: () => ({ http2: http2(), responses: [...found.values()], dropped }) };
};

/** `writeHead` with headers of its own writes past `getHeaders` when none were set before. */
function headersOf(response) {
  const written = [...headerText(response).matchAll(/^([\w-]+): ?(.*?)\r?$/gm)];
  return keptHeaders([
    ...Object.entries(response.getHeaders()),
    ...written.map(([, name, value]) => [name, value]),
  ]);
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
