'use strict';
// Taken before the program runs, which may put a fake clock in their place.
const monotonic = process.hrtime.bigint;

/** Monotonic nanoseconds as a number, on a clock that all processes of a machine share. */
exports.now = () => Number(monotonic());
exports.epochMs = Date.now;
