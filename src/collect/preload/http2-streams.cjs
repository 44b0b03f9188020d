'use strict';
const { channel } = require('diagnostics_channel');
const { asked, keptHeaders } = require('./response-words.cjs');

const [WRITE, WRITE_ALL] = ['_write', '_writev']; // what every stream of Node calls in the end
// Held here: a channel that nobody holds forgets who listens.
const created = channel('http2.server.stream.created');
const answered = channel('http2.server.stream.finish'); // when the head of the response was sent
const closed = channel('http2.server.stream.close');

/**
 * Tells of each response of an http2 server when its stream is closed.
 *
 * @returns ends it and says `seen`, `hidden` when http2 was loaded in a Node that tells nothing of
 *   its servers, or null
 */
exports.streams = (add) => {
  const open = new Map();
  let isSeen = false;
  const end = (stream) => {
    const { request, response, bytes } = open.get(stream) || {};
    open.delete(stream);
    if (response !== undefined && request.method !== 'HEAD') {
      const said = Number(response['content-length']);
      const sent = Number.isFinite(said) ? said : bytes();
      const status = Number(response[':status']) || 0;
      add(request, status, keptHeaders(Object.entries(response)), sent);
    }
  };
  created.subscribe(({ stream, headers }) => {
    isSeen = true;
    const request = asked(headers[':method'], headers[':path']);
    open.set(stream, { request, bytes: counted(stream) });
  });
  answered.subscribe(({ stream, headers }) => {
    const known = open.get(stream);
    if (known !== undefined) {
      known.response = { ...headers };
    }
  });
  closed.subscribe(({ stream }) => end(stream));
  return () => {
    [...open.keys()].forEach(end); // their clients hold them open
    return isSeen ? 'seen' : isLoaded() && !tells() ? 'hidden' : null;
  };
};

/** Bytes of a body as they go into the stream; a file that it sends itself has a length. */
function counted(stream) {
  let bytes = 0;
  const [write, writeAll] = [stream[WRITE], stream[WRITE_ALL]];
  stream[WRITE] = function (chunk, encoding, callback) {
    bytes += lengthOf(chunk, encoding);
    return write.call(this, chunk, encoding, callback);
  };
  stream[WRITE_ALL] = function (chunks, callback) {
    chunks.forEach(({ chunk, encoding }) => {
      bytes += lengthOf(chunk, encoding);
    });
    return writeAll.call(this, chunks, callback);
  };
  return () => bytes;
}

function lengthOf(chunk, encoding) {
  return typeof chunk === 'string' ? Buffer.byteLength(chunk, encoding) : chunk.byteLength || 0;
}

function isLoaded() {
  return (process.moduleLoadList || []).includes('NativeModule http2');
}

function tells() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  return major > 24 || (major === 24 && minor >= 3) || (major === 22 && minor >= 17);
}
