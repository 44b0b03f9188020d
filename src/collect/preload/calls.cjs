'use strict';
const { readFileSync } = require('fs');
const Module = require('module');
const { fileURLToPath } = require('url');
const { argumentsHash, outOfBudget } = require('./arguments-hash.cjs');

const DISTINCT_MAX = 100000;

/**
 * Counts the calls of some functions and their different arguments. The text of their files is
 * changed on its way to V8; no file is written. Only for a run that nobody times: the calls get
 * slower. ES modules need `module.registerHooks` (Node 22.15, 23.5).
 */
exports.start = ({ calls: { listener, files } }) => {
  const counts = new Map();
  const wanted = new Map();
  for (const { path, chars, ids, insertions } of files) {
    wanted.set(path, { chars, insertions });
    ids.forEach((id) => counts.set(id, { calls: 0, seen: new Set() }));
  }
  Object.defineProperty(globalThis, Symbol.for(listener), {
    value: (id, handed) => note(counts.get(id), handed),
    configurable: true,
  });
  rewriteCommonJs(wanted);
  if (typeof Module.registerHooks === 'function') {
    rewriteModules(wanted);
  }
  return {
    stop: () =>
      [...counts].map(([id, { calls, seen }]) => {
        return { id, calls, distinct: seen === null ? null : seen.size };
      }),
  };
};

/** `seen` is null as soon as it can't be known how many there are. */
function note(count, handed) {
  count.calls++;
  if (count.seen === null) {
    return;
  }
  const hash = outOfBudget() ? null : argumentsHash(handed);
  if (hash === null || count.seen.size >= DISTINCT_MAX) {
    count.seen = null;
  } else {
    count.seen.add(hash);
  }
}

function rewriteCommonJs(wanted) {
  const name = '_compile'; // Node's own, which loaders such as ts-node replace as well
  const compile = Module.prototype[name];
  Module.prototype[name] = function (content, filename, ...others) {
    return compile.call(this, rewritten(wanted, filename, content), filename, ...others);
  };
}

function rewriteModules(wanted) {
  Module.registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      const path = url.startsWith('file:') ? fileURLToPath(url.replace(/[?#].*$/, '')) : null;
      if (!wanted.has(path) || !String(loaded.format).startsWith('module')) {
        return loaded;
      }
      const source = loaded.source === null ? readFileSync(path) : loaded.source;
      const text = typeof source === 'string' ? source : Buffer.from(source).toString('utf8');
      return { ...loaded, source: rewritten(wanted, path, text) };
    },
  });
}

/** Left as it is when something else has changed it before: the places would not fit. */
function rewritten(wanted, path, content) {
  const one = wanted.get(path);
  if (one === undefined || typeof content !== 'string' || content.length !== one.chars) {
    return content;
  }
  let text = '';
  let done = 0;
  for (const { at, text: more } of one.insertions) {
    text += content.slice(done, at) + more;
    done = at;
  }
  return text + content.slice(done);
}
