'use strict';

const PATH_LENGTH_MAX = 300;
const HEADER_LENGTH_MAX = 200;
const KEPT = /^(?:content-type|content-encoding|cache-control|etag|last-modified|expires)$/;
const CHANGING = /^(?:etag|last-modified|expires)$/;

/** What was asked for, without the query, which may hold secrets. */
exports.asked = (method, address) => ({
  method: String(method),
  path: String(address)
    .replace(/[?#].*$/s, '')
    .slice(0, PATH_LENGTH_MAX),
});

/**
 * The headers that say how long a response can be kept and how it is packed. Some differ with each
 * content or second, so that only their being there counts.
 */
exports.keptHeaders = (pairs) => {
  const headers = {};
  for (const [name, value] of pairs) {
    const lower = String(name).toLowerCase();
    if (KEPT.test(lower) && value !== undefined) {
      headers[lower] = CHANGING.test(lower) ? 'set' : String(value).slice(0, HEADER_LENGTH_MAX);
    }
  }
  const inOrder = Object.entries(headers).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(inOrder); // whatever order they were set in
};
