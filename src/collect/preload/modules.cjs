'use strict';
const { channel } = require('diagnostics_channel');
const { realpathSync } = require('fs');
const Module = require('module');
const { now } = require('./clock.cjs');

// Node's own, which remembers what it found; `createRequire(…).resolve` is several times slower.
const RESOLVE = '_resolveFilename';
const SLOW_NS = 500000;
const SLOW_MAX = 2000;
const KEPT_MAX = 200;
// Listening costs a microsecond for each call, and some programs call `require` in a hot loop.
const CALLS_MAX = 5000;
// Held here: a channel that nobody holds forgets who listens.
const begins = channel('tracing:module.require:start');
const ends = channel('tracing:module.require:end');

/**
 * How long each `require` of a CommonJS module took, with and without those within it.
 *
 * Node publishes these two channels from 22.4 on (tried: none in 20.20, both in 24.21). They leave
 * no frame in the stacks that a program prints; a function put in the place of `Module.prototype.load`
 * would, and so would `performance.timerify`. Older versions, and ES modules of every version, are
 * left to the CPU profile, which sees the code of modules run but not how they are read and compiled.
 */
exports.start = () => {
  const open = [];
  const slow = [];
  let calls = 0;
  const begin = () => {
    calls++;
    if (calls <= CALLS_MAX) {
      open.push({ began: now(), innerNs: 0 });
    } else {
      begins.unsubscribe(begin);
      ends.unsubscribe(end);
    }
  };
  const end = ({ parentFilename, id, result }) => {
    const one = open.pop();
    if (one === undefined) {
      return; // it began before we listened
    }
    const wholeNs = now() - one.began;
    const around = open[open.length - 1];
    if (around !== undefined) {
      around.innerNs += wholeNs;
    }
    // Without a parent it is the program itself. Most calls find the module loaded already.
    const counts = typeof parentFilename === 'string' && !isOwn(parentFilename);
    if (wholeNs >= SLOW_NS && counts && slow.length < SLOW_MAX) {
      const ownNs = Math.max(0, wholeNs - one.innerNs);
      slow.push({ parentFilename, id, ownNs, wholeNs, effects: hasNothing(result) });
    }
  };
  begins.subscribe(begin);
  ends.subscribe(end);
  return {
    stop: () => ({
      entry: entryFile(),
      loads: slow
        .sort((left, right) => right.wholeNs - left.wholeNs)
        .slice(0, KEPT_MAX)
        .map(({ parentFilename, id, ownNs, wholeNs, effects }) => {
          return { file: resolved(parentFilename, id), ownNs, wholeNs, effects };
        })
        .filter(({ file }) => file !== null),
    }),
  };
};

function isOwn(file) {
  return file.startsWith(__dirname) && file.endsWith('.cjs');
}

/** Only now, because it costs as much as a small module. */
function resolved(parentFilename, id) {
  if (id.startsWith('node:') || Module.builtinModules.includes(id)) {
    return `node:${id.replace(/^node:/, '')}`;
  }
  try {
    return Module[RESOLVE](id, require.cache[parentFilename]);
  } catch {
    return null; // it is gone, or a hook of the program had answered
  }
}

/** A module that exports nothing was loaded for what it does. */
function hasNothing(value) {
  try {
    return (
      typeof value === 'object' &&
      value !== null &&
      Object.getPrototypeOf(value) === Object.prototype &&
      Reflect.ownKeys(value).length === 0
    );
  } catch {
    return false; // a proxy that refuses
  }
}

function entryFile() {
  try {
    return realpathSync(process.argv[1]);
  } catch {
    return null; // `node -e`, or it was removed
  }
}
