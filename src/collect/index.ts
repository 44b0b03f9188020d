/** Profiles of whole command trees: V8's own through a preload, and Linux' perf. */
export { collect } from './collect.ts';
export { collectRepeatedly } from './collect-repeatedly.ts';
export type { Collected, LostThread, PerfCapture, ProfiledProcess } from './collected.ts';
export { instrumented } from './instrument.ts';
export { ALLOC_INTERVAL_BYTES, CPU_INTERVAL_NS, PERF_HZ } from './limits.ts';
export {
  type CollectOptions,
  type Collectors,
  type CollectorNeeds,
  type CountedFile,
  listenerCall,
} from './options.ts';
export { removePerfMaps } from './perf/perf-maps.ts';
export { perfRecordWords } from './perf/perf-words.ts';
export { type PerfProbe, probePerf } from './perf/probe-perf.ts';
