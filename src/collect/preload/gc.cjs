'use strict';
const { GCProfiler } = require('v8');

const EVENTS_MAX = 20000;
const REDUCE_EVERY_MS = 1000;
const NS_PER_US = 1000;
const { setInterval: every, clearInterval: stopEvery } = globalThis;

/**
 * Every garbage collection. Not a PerformanceObserver: it delivers nothing when the event loop
 * does not turn after the collections.
 */
exports.start = () => {
  if (GCProfiler === undefined) {
    throw new Error('Node 18.15 or later is needed to see it');
  }
  const found = { count: 0, totalNs: 0, kinds: [], events: [] };
  let profiler = begin();
  const take = () => {
    const { statistics } = profiler.stop();
    statistics.forEach((event) => add(found, event));
  };
  // One event is 4 KB in there and 60 bytes here.
  const timer = every(() => {
    take();
    profiler = begin();
  }, REDUCE_EVERY_MS);
  timer.unref();
  return {
    stop() {
      stopEvery(timer);
      take();
      return found;
    },
  };
};

function begin() {
  const profiler = new GCProfiler();
  profiler.start();
  return profiler;
}

function add(found, { gcType, cost, beforeGC, afterGC }) {
  const ns = Math.max(0, Math.round(cost * NS_PER_US));
  found.count++;
  found.totalNs += ns;
  addKind(found.kinds, String(gcType), ns);
  if (found.events.length < EVENTS_MAX) {
    found.events.push({
      kind: gcType,
      ns,
      usedBytesBefore: beforeGC.heapStatistics.usedHeapSize,
      usedBytesAfter: afterGC.heapStatistics.usedHeapSize,
    });
  }
}

function addKind(kinds, kind, ns) {
  let known = kinds.find((one) => one.kind === kind);
  if (known === undefined) {
    known = { kind, count: 0, totalNs: 0, longestNs: 0 };
    kinds.push(known); // V8 has half a dozen
  }
  known.count++;
  known.totalNs += ns;
  known.longestNs = Math.max(known.longestNs, ns);
}
