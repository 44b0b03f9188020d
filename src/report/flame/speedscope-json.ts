import { assert } from '../../base/index.ts';
import type { Profile, ProfiledThread, ProfileUnit } from '../../profile/index.ts';
import { formatShare } from '../quantity.ts';
import { SPEEDSCOPE_DEPTH_MAX, SPEEDSCOPE_ENTRIES_MAX } from './limits.ts';

/** A file for speedscope. */
export interface SpeedscopeExport {
  readonly json: string;
  /** What does not stand in it as it was recorded, in sentences. */
  readonly notes: readonly string[];
}

/** Names of units in the format. */
const UNITS: Readonly<Record<ProfileUnit, string>> = {
  ns: 'nanoseconds',
  bytes: 'bytes',
  count: 'none',
};

/** The samples of one thread on their way into the file. */
interface Recorded {
  readonly stacks: number[];
  readonly weights: number[];
}

/**
 * A profile as a file for speedscope: one sampled profile for each thread, in the order of time
 * where the profile has one. Neighbouring samples of one stack are one. Files of any size come out
 * bounded: stacks are cut at SPEEDSCOPE_DEPTH_MAX frames, and what is too large is merged by stack.
 *
 * @param profiles - of one run; at least one
 * @see https://www.speedscope.app/file-format-schema.json
 */
export function speedscopeJson(
  profiles: readonly Profile[],
  options: { readonly name: string; readonly exporter: string },
): SpeedscopeExport {
  assert(profiles.length > 0, 'there is a profile to export');
  const frames = new Map<string, number>();
  const shared: Record<string, string | number>[] = [];
  const out: unknown[] = [];
  const cut: Cut = { depth: false, merged: false, recorded: 0, kept: 0 };
  const threads = profiles.reduce((sum, profile) => sum + profile.threads.length, 0);
  const entriesMax = Math.floor(SPEEDSCOPE_ENTRIES_MAX / Math.max(1, threads));
  for (const profile of profiles) {
    const numbers = profile.frames.map(({ name, file, line, column }) => {
      const key = `${line}\0${column}\0${name}\0${file}`;
      const known = frames.get(key) ?? shared.length;
      if (known === shared.length) {
        frames.set(key, known);
        shared.push({
          name,
          ...(file === '' ? {} : { file }),
          ...(line > 0 ? { line } : {}),
          ...(column > 0 ? { col: column } : {}),
        });
      }
      return known;
    });
    const depths = depthsOf(profile);
    recordedThreads(profile).forEach((recorded, thread) => {
      if (recorded.stacks.length > 0) {
        const fitting = bounded(recorded, depths, entriesMax);
        cut.recorded += sumOf(recorded.weights);
        cut.kept += sumOf(fitting.weights);
        cut.merged ||= fitting !== recorded;
        cut.depth ||= fitting.stacks.some((stack) => (depths[stack] ?? 0) > SPEEDSCOPE_DEPTH_MAX);
        out.push(sampled(profile, profile.threads[thread], fitting, { numbers, depths }));
      }
    });
  }
  const file = {
    $schema: 'https://www.speedscope.app/file-format-schema.json',
    exporter: options.exporter,
    name: options.name,
    activeProfileIndex: 0,
    shared: { frames: shared },
    profiles: out,
  };
  return { json: JSON.stringify(file), notes: notesOn(cut) };
}

interface Cut {
  depth: boolean;
  merged: boolean;
  recorded: number;
  kept: number;
}

function notesOn({ depth, merged, recorded, kept }: Cut): string[] {
  const left = recorded > 0 ? 1 - kept / recorded : 0;
  return [
    ...(depth ? [`Stacks are cut below their outermost ${SPEEDSCOPE_DEPTH_MAX} frames.`] : []),
    ...(merged ? ['Samples are merged by stack; their order in time is lost.'] : []),
    ...(merged && left > 1e-9
      ? [`The lightest stacks, ${formatShare(left)} of all, are left out.`]
      : []),
  ];
}

function recordedThreads({ threads, samples }: Profile): Recorded[] {
  const all = threads.map((): Recorded => ({ stacks: [], weights: [] }));
  for (let sample = 0; sample < samples.stack.length; sample++) {
    const { stacks, weights } = all[samples.thread[sample] ?? 0] ?? { stacks: [], weights: [] };
    const stack = samples.stack[sample] ?? 0;
    const value = samples.value[sample] ?? 0;
    if (stacks.at(-1) === stack) {
      weights[weights.length - 1] = (weights.at(-1) ?? 0) + value;
    } else {
      stacks.push(stack);
      weights.push(value);
    }
  }
  return all;
}

/** The samples as they are when they fit, otherwise the heaviest stacks, once each. */
function bounded(recorded: Recorded, depths: Int32Array, entriesMax: number): Recorded {
  const entriesOf = (stack: number): number => Math.min(depths[stack] ?? 0, SPEEDSCOPE_DEPTH_MAX);
  let entries = 0;
  for (const stack of recorded.stacks) {
    entries += entriesOf(stack);
  }
  if (entries <= entriesMax) {
    return recorded;
  }
  const sums = new Map<number, number>();
  recorded.stacks.forEach((stack, index) => {
    sums.set(stack, (sums.get(stack) ?? 0) + (recorded.weights[index] ?? 0));
  });
  const kept: Recorded = { stacks: [], weights: [] };
  let room = entriesMax;
  for (const [stack, weight] of [...sums].sort((one, other) => other[1] - one[1])) {
    room -= entriesOf(stack);
    if (room < 0) {
      break;
    }
    kept.stacks.push(stack);
    kept.weights.push(weight);
  }
  return kept;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function sampled(
  { unit, stackParent, stackFrame }: Profile,
  thread: ProfiledThread | undefined,
  { stacks, weights }: Recorded,
  { numbers, depths }: { readonly numbers: readonly number[]; readonly depths: Int32Array },
): unknown {
  const samples = stacks.map((stack) => {
    const depth = depths[stack] ?? 0;
    const frames = Array.from({ length: Math.min(depth, SPEEDSCOPE_DEPTH_MAX) }, () => 0);
    let place = depth - 1;
    for (let one = stack; one >= 0; one = stackParent[one] ?? -1, place--) {
      if (place < frames.length) {
        frames[place] = numbers[stackFrame[one] ?? 0] ?? 0;
      }
    }
    return frames;
  });
  return {
    type: 'sampled',
    name: thread === undefined ? 'thread' : threadTitle(thread),
    unit: UNITS[unit],
    startValue: 0,
    endValue: sumOf(weights),
    samples,
    weights,
  };
}

function threadTitle({ name, pid, tid }: ProfiledThread): string {
  const ids = [pid > 0 ? `pid ${pid}` : '', tid > 0 ? `tid ${tid}` : ''].filter((id) => id !== '');
  const title = name === '' ? 'thread' : name;
  return ids.length === 0 ? title : `${title} (${ids.join(', ')})`;
}

function depthsOf({ stackParent }: Profile): Int32Array {
  const depths = new Int32Array(stackParent.length);
  for (let stack = 0; stack < depths.length; stack++) {
    const above = stackParent[stack] ?? -1;
    depths[stack] = above < 0 ? 1 : (depths[above] ?? 0) + 1;
  }
  return depths;
}
