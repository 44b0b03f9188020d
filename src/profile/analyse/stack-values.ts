import type { FrameKind, Profile } from '../profile.ts';

/** Kinds of frames in the order of a `KindTotals`. */
export const FRAME_KINDS: readonly FrameKind[] = [
  'js',
  'native',
  'builtin',
  'gc',
  'compile',
  'runtime',
  'idle',
  'preempted',
  'unknown',
];

/** What was spent in frames of each kind, in the profile's unit. */
export type KindTotals = Readonly<Record<FrameKind, number>>;

/** The value of each stack alone, summed over the samples of some threads. */
export function stackValues(profile: Profile, counts: (thread: number) => boolean): Float64Array {
  const { stackFrame, threads, samples } = profile;
  const values = new Float64Array(stackFrame.length);
  const { stack: stacks, thread, value } = samples;
  const isCounted = Uint8Array.from(threads, (_, one) => Number(counts(one)));
  for (let sample = 0; sample < stacks.length; sample++) {
    if (isCounted[thread[sample] ?? 0] === 1) {
      const stack = stacks[sample] ?? 0;
      values[stack] = (values[stack] ?? 0) + (value[sample] ?? 0);
    }
  }
  return values;
}

/** The values of stacks whose innermost frame is of some kinds; 0 for the others. */
export function keptKinds(
  { frames, stackFrame }: Profile,
  values: Float64Array,
  keeps: (kind: FrameKind) => boolean,
): Float64Array {
  const isKept = Uint8Array.from(frames, ({ kind }) => Number(keeps(kind)));
  return values.map((value, stack) => (isKept[stackFrame[stack] ?? 0] === 1 ? value : 0));
}

/** Totals by the kind of the innermost frame. @param values - of each stack alone */
export function kindTotals({ frames, stackFrame }: Profile, values: Float64Array): KindTotals {
  const totals = noKinds();
  values.forEach((value, stack) => {
    const kind = frames[stackFrame[stack] ?? 0]?.kind ?? 'unknown';
    totals[kind] += value;
  });
  return totals;
}

/** Totals of several profiles. */
export function addKinds(all: readonly KindTotals[]): KindTotals {
  const totals = noKinds();
  for (const one of all) {
    for (const kind of FRAME_KINDS) {
      totals[kind] += one[kind];
    }
  }
  return totals;
}

function noKinds(): Record<FrameKind, number> {
  return {
    js: 0,
    native: 0,
    builtin: 0,
    gc: 0,
    compile: 0,
    runtime: 0,
    idle: 0,
    preempted: 0,
    unknown: 0,
  };
}
