import type { FrameKind } from '../profile.ts';

/** Frames that profilers make up, in the words of V8, py-spy, perf, Go and async-profiler. */
const MADE_UP: ReadonlyMap<string, FrameKind> = new Map([
  ['(garbage collector)', 'gc'],
  ['[gc]', 'gc'],
  ['GC', 'gc'],
  ['Garbage Collection', 'gc'],
  ['runtime.gcBgMarkWorker', 'gc'],
  ['(idle)', 'idle'],
  ['[idle]', 'idle'],
  ['<idle>', 'idle'],
  ['swapper', 'idle'],
  ['(preempted)', 'preempted'],
  ['(program)', 'native'],
  ['[unknown]', 'unknown'],
  ['(unknown)', 'unknown'],
  ['[unknown_Java]', 'unknown'],
  ['(compiler)', 'compile'],
]);

/**
 * What a frame is where the format does not tell: only what its name says beyond doubt.
 *
 * @param otherwise - what frames of this profile are by default
 */
export function kindByName(name: string, otherwise: FrameKind, file = ''): FrameKind {
  const known = MADE_UP.get(name);
  if (known !== undefined) {
    return known;
  }
  if (file.startsWith('node:') || /^runtime\.(?!main$)/.test(name)) {
    return 'runtime';
  }
  return name.startsWith('RegExp: ') ? 'builtin' : otherwise;
}
