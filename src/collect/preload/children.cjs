'use strict';
const { channel } = require('diagnostics_channel');

const CHILDREN_MAX = 1000;
const seen = channel('child_process'); // held here: a channel that nobody holds forgets who listens

/** What this thread starts, so that children and workers without a record can be named. */
exports.start = () => {
  const children = [];
  const workers = [];
  seen.subscribe(({ process: child }) => {
    if (child !== undefined && children.length < CHILDREN_MAX) {
      children.push(child); // its pid comes later
    }
  });
  process.on('worker', ({ threadId }) => {
    if (workers.length < CHILDREN_MAX) {
      workers.push(threadId);
    }
  });
  return {
    stop: () => ({
      children: children
        .filter(({ pid }) => pid !== undefined)
        .map(({ pid, spawnfile }) => ({ pid, file: String(spawnfile) })),
      workers,
    }),
  };
};
