'use strict';
const { monitorEventLoopDelay, performance } = require('perf_hooks');

const RESOLUTION_MS = 20;
const NS_PER_MS = 1e6;

/** How busy the event loop was, and how late its turns came. */
exports.start = () => {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  return {
    stop() {
      const { idle, active } = performance.eventLoopUtilization();
      delay.disable();
      return {
        idleNs: Math.round(idle * NS_PER_MS),
        activeNs: Math.round(active * NS_PER_MS),
        // Without a single turn there is nothing to say: its mean is NaN.
        delay: Number.isFinite(delay.mean) && delay.max > 0 ? summary(delay) : null,
      };
    },
  };
};

/** The histogram holds the whole time between two looks, so what is due is taken away. */
function summary(delay) {
  return {
    meanNs: late(delay.mean),
    p50Ns: late(delay.percentile(50)),
    p99Ns: late(delay.percentile(99)),
    maxNs: late(delay.max),
  };
}

function late(ns) {
  return Math.max(0, Math.round(ns - RESOLUTION_MS * NS_PER_MS));
}
