'use strict';
const { syncBuiltinESMExports } = require('module');
const { fileURLToPath } = require('url');
const { now } = require('./clock.cjs');

const SITES_MAX = 1000;
const STACKS_WHOLE = 500; // calls of which each stack is looked at; then one in LOOK_EVERY
const LOOK_EVERY = 32;
const STACK_DEPTH = 40;
const IN_PACKAGE = /[\\/]node_modules[\\/]/;
const MODULES = ['fs', 'child_process', 'crypto', 'zlib'];
const { apply, set } = Reflect; // `set` does not throw where a program froze Error

/**
 * Counts and times the calls that block the thread, by function and by who called.
 *
 * After `STACKS_WHOLE` calls, the calls of a function since the last look count for the caller that
 * is seen next: the sums stay exact, and the shares of the callers are then a sample.
 */
exports.start = () => {
  const state = { sites: new Map(), waiting: new Map(), looked: 0, depth: 0, dropped: 0 };
  for (const name of MODULES) {
    const functions = require(name);
    for (const key of Object.keys(functions)) {
      const { writable, value } = Object.getOwnPropertyDescriptor(functions, key);
      if (key.endsWith('Sync') && typeof value === 'function' && writable) {
        functions[key] = timed(value, `${name}.${key}`, state);
      }
    }
  }
  syncBuiltinESMExports();
  hideOwnFrames();
  return {
    stop() {
      state.depth = 1; // what is called from here on is our own
      for (const [name, { calls, ns }] of state.waiting) {
        add(state, name, UNSEEN, calls, ns);
      }
      return { sites: [...state.sites.values()], dropped: state.dropped };
    },
  };
};

/** A proxy, so that name, length and properties stay what the program expects. */
function timed(original, name, state) {
  return new Proxy(original, {
    apply(target, self, words) {
      const limit = oneDeeper();
      const began = now();
      state.depth++;
      // Not caught and thrown again: Node would then show this line beside the error.
      try {
        return apply(target, self, words);
      } finally {
        state.depth--;
        set(Error, 'stackTraceLimit', limit);
        if (state.depth === 0) {
          note(state, name, now() - began); // a call within it is a part of it
        }
      }
    },
  });
}

function note(state, name, ns) {
  const waiting = state.waiting.get(name) || { calls: 0, ns: 0 };
  waiting.calls++;
  waiting.ns += ns;
  if (state.looked < STACKS_WHOLE || waiting.calls >= LOOK_EVERY) {
    state.looked++;
    state.waiting.delete(name);
    add(state, name, callers(), waiting.calls, waiting.ns);
  } else {
    state.waiting.set(name, waiting);
  }
}

const UNSEEN = { loading: false, caller: null, app: null };

function add(state, name, { loading, caller, app }, calls, ns) {
  const key = JSON.stringify([name, loading, caller, app]);
  const known = state.sites.get(key);
  if (known !== undefined) {
    known.calls += calls;
    known.ns += ns;
  } else if (state.sites.size < SITES_MAX) {
    state.sites.set(key, { name, loading, caller, app, calls, ns });
  } else {
    state.dropped += calls;
  }
}

/**
 * The nearest frame that is not Node's own, and the nearest that is in no package. `loading` is a
 * call that Node makes to load a module.
 */
function callers() {
  try {
    let nearest = null;
    let caller = null;
    for (const site of stack()) {
      const file = site.getFileName() || '';
      if (file === __filename) {
        continue;
      }
      nearest = nearest === null ? file : nearest;
      if (file === '' || file.startsWith('node:')) {
        continue;
      }
      caller = caller || placeOf(site, file);
      if (!IN_PACKAGE.test(file)) {
        return { loading: isLoader(nearest), caller, app: placeOf(site, file) };
      }
    }
    return { loading: nearest !== null && isLoader(nearest), caller, app: null };
  } catch {
    return UNSEEN; // a program that froze Error: its stack is then no list of frames
  }
}

function isLoader(file) {
  return file.startsWith('node:internal/modules');
}

function stack() {
  const { prepareStackTrace, stackTraceLimit } = Error;
  try {
    set(Error, 'stackTraceLimit', STACK_DEPTH);
    set(Error, 'prepareStackTrace', (_, sites) => sites);
    const holder = {};
    Error.captureStackTrace(holder);
    return holder.stack;
  } finally {
    set(Error, 'prepareStackTrace', prepareStackTrace);
    set(Error, 'stackTraceLimit', stackTraceLimit);
  }
}

function placeOf(site, file) {
  return {
    fn: site.getFunctionName() || '(anonymous)',
    file: pathOf(file),
    line: site.getLineNumber() || 0,
    column: site.getColumnNumber() || 0,
  };
}

function pathOf(file) {
  return file.startsWith('file:') ? fileURLToPath(file) : file;
}

/** An error's stack ends where it would without our frame in it. */
function oneDeeper() {
  const limit = Error.stackTraceLimit;
  if (typeof limit === 'number') {
    set(Error, 'stackTraceLimit', limit + 1);
  }
  return limit;
}

/**
 * Keeps our frame out of the stacks that the program prints. Before Node 20 there is no function
 * to leave the rest to; there the frame is visible.
 */
function hideOwnFrames() {
  const original = Error.prepareStackTrace;
  if (typeof original === 'function') {
    Error.prepareStackTrace = (error, sites) =>
      original(error, sites.some(isOwn) ? sites.filter((site) => !isOwn(site)) : sites);
  }
}

function isOwn(site) {
  return site.getFileName() === __filename;
}
