'use strict';
const { isMainThread } = require('worker_threads');

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'];
const { kill } = process;

/**
 * Calls `finish` once at the end of this thread: a natural end, `process.exit`, an exception that
 * nobody caught, or a signal that the program has no listener for. After such a signal the process
 * still dies by it, so its parent sees what it would have seen.
 */
exports.onEnd = (finish) => {
  let done = false;
  const once = (exit) => {
    if (!done) {
      done = true;
      try {
        finish(exit);
      } catch {
        // The mark stays and tells that the record was lost, for instance with a full disk.
      }
    }
  };
  makeRoom();
  process.on('exit', (code) => {
    // A program may have set it to a text.
    once({ kind: 'exited', code: Number.isInteger(Number(code)) ? Number(code) : null });
  });
  if (isMainThread) {
    SIGNALS.forEach((signal) => dieBy(signal, once));
  }
};

/**
 * Our listener is there only while the program has none. Programs count the listeners of a signal to
 * decide whether to end on it (the package signal-exit does), so they must never see ours beside
 * their own.
 */
function dieBy(signal, finish) {
  let dying = false;
  const die = () => {
    dying = true;
    finish({ kind: 'signalled', signal });
    process.removeListener(signal, die);
    kill.call(process, process.pid, signal);
  };
  // Before Node's own listener for this, which then starts to watch the signal again.
  process.prependListener('newListener', (name, listener) => {
    if (name === signal && listener !== die) {
      process.removeListener(signal, die);
    }
  });
  process.on('removeListener', (name, listener) => {
    if (name === signal && listener !== die && !dying && process.listenerCount(signal) === 0) {
      process.on(signal, die);
    }
  });
  process.on(signal, die);
}

/** The listeners added here must not make Node warn of too many of them. */
function makeRoom() {
  const most = process.getMaxListeners();
  if (most > 0) {
    process.setMaxListeners(most + SIGNALS.length);
  }
}
