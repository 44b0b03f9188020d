'use strict';
/**
 * Loaded with `--require` into every Node process and thread of a profiled command. Plain
 * CommonJS without dependencies, because the program's Node may be as old as 16. It must never
 * change what the program prints or how it ends: whatever fails in here is recorded, not thrown.
 */
const children = require('./children.cjs');
const { now } = require('./clock.cjs');
const { onEnd } = require('./end.cjs');
const gc = require('./gc.cjs');
const { removeIsolateLog } = require('./isolate-log.cjs');
const loop = require('./loop.cjs');
const modules = require('./modules.cjs');
const { beginRecord } = require('./record.cjs');
const sampling = require('./sampling.cjs');
const syncCalls = require('./sync-calls.cjs');

// Loaded only where they are wanted, because each file costs every process some of its start.
const calls = { start: (settings) => require('./calls.cjs').start(settings) };
const http = { start: (settings) => require('./http-responses.cjs').start(settings) };

const text = process.env.HONE_COLLECT;
if (text !== undefined) {
  try {
    watch(JSON.parse(text));
  } catch {
    // Without a record it is told as lost; the program itself must run on.
  }
}

function watch(settings) {
  const began = now();
  if (settings.perf) {
    removeIsolateLog();
  }
  const record = beginRecord(settings, began);
  if (record === null) {
    return; // too many processes: the collector says so
  }
  const problems = [];
  const attempt = (what, work) => {
    try {
      return work();
    } catch (thrown) {
      problems.push(`${what}: ${thrown && thrown.message ? thrown.message : String(thrown)}`);
      return null;
    }
  };
  const start = (wanted, what, collector) => {
    const started = wanted ? attempt(what, () => collector.start(settings)) : null;
    return () => (started === null ? null : attempt(what, started.stop));
  };

  const stopChildren = start(true, 'children', children);
  const stopModules = start(true, 'modules', modules);
  const stopFunctions = start(settings.calls !== null, 'calls', calls);
  const stopGc = start(settings.gc, 'garbage collection', gc);
  const stopLoop = start(settings.io, 'event loop', loop);
  const stopHttp = start(settings.io, 'responses', http);
  const stopCalls = start(settings.io, 'synchronous calls', syncCalls);
  const samples = settings.cpuIntervalUs !== null || settings.allocIntervalBytes !== null;
  // Last, so that as little as possible of our own start is in the profiles.
  const stopSampling = start(samples, 'sampling', sampling);

  onEnd((exit) => {
    const endNs = now();
    const { cpu, heap } = stopSampling() || { cpu: null, heap: null };
    const parts = {
      modules: stopModules(),
      calls: stopFunctions(),
      gc: stopGc(),
      loop: stopLoop(),
      io: stopCalls(),
      http: stopHttp(),
      ...(stopChildren() || { children: [], workers: [] }),
      cpuProfile: attempt('CPU profile', () => record.writeProfile('cpuprofile', cpu)),
      heapProfile: attempt('heap profile', () => record.writeProfile('heapprofile', heap)),
    };
    record.finish({ endNs, exit, ...parts, problems });
  });
}
