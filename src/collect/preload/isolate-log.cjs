'use strict';
const { readdirSync, unlinkSync } = require('fs');

/**
 * `--perf-basic-prof` opens a log in the working folder that nobody reads. Its name goes at once:
 * V8 writes on into the open file, and nothing is left however the process ends.
 */
exports.removeIsolateLog = () => {
  const own = new RegExp(`^isolate-?(0x)?[0-9a-f]+-${process.pid}-v8\\.log$`);
  try {
    readdirSync('.')
      .filter((name) => own.test(name))
      .forEach((name) => unlinkSync(name));
  } catch {
    // A folder that can't be read or written to: then V8 could not make the log there either.
  }
};
