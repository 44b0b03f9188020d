import { NS_PER_MS } from '../../base/index.ts';
import { NO_STACK, ProfileBuilder } from '../profile-builder.ts';
import type { ProfileUnit } from '../profile.ts';
import { callersFirst } from './callers-first.ts';
import { type FirefoxTables, firefoxFrame, tablesOf } from './firefox-frame.ts';
import {
  arrayOf,
  indexIn,
  isRecord,
  type JsonRecord,
  numberOf,
  recordOf,
  textOf,
} from './json-value.ts';
import { VALUE_MAX } from './limits.ts';
import {
  onlyThread,
  type ReadContext,
  type Reader,
  type TitledProfile,
  unreadable,
} from './reader.ts';

/**
 * The Firefox Profiler's processed format: what profiler.firefox.com saves, samply, Android's and
 * other converters. Each kind of weight becomes a profile, with all threads.
 *
 * @see https://github.com/firefox-devtools/profiler/blob/main/docs-developer/processed-profile-format.md
 */
export const firefox: Reader = {
  kind: 'json',
  format: 'firefox',
  title: 'Firefox or samply profile',
  signs: 'a JSON object with "meta" and "threads"',
  recognises: (value) =>
    isRecord(value) && isRecord(value['meta']) && Array.isArray(value['threads']),
  read: readFirefox,
};

/** The tables of a thread that samples are told in, and what we call them. */
const SAMPLE_TABLES = [
  ['samples', 'samples'],
  ['jsAllocations', 'js allocations'],
  ['nativeAllocations', 'native allocations'],
] as const;

interface WeightProfile {
  readonly builder: ProfileBuilder;
  broken: number;
}

function readFirefox(value: unknown, context: ReadContext): TitledProfile[] {
  const file = recordOf(value);
  const profiles = new Map<string, WeightProfile>();
  const intervalMs = numberOf(recordOf(file['meta'])['interval']) ?? 0;
  for (const [index, each] of arrayOf(file['threads']).entries()) {
    const thread = recordOf(each);
    const samples = recordOf(thread['samples']);
    if ('schema' in samples) {
      throw unreadable(
        context.name,
        `is in the format that Firefox itself writes, not the processed one. Open it in ` +
          `profiler.firefox.com, save it there, and read that file.`,
      );
    }
    for (const [field, title] of SAMPLE_TABLES) {
      const table = recordOf(thread[field]);
      if (arrayOf(table['stack']).length === 0) {
        continue;
      }
      const weight = weightOf(
        field === 'samples' ? textOf(table['weightType']) : 'bytes',
        intervalMs,
      );
      const key = field === 'samples' ? textOf(table['weightType'], 'samples') : title;
      const target = profiles.get(key) ?? {
        builder: new ProfileBuilder('firefox', weight.unit),
        broken: 0,
      };
      profiles.set(key, target);
      const tables = tablesOf(file, thread, `threads[${index}]`, context);
      addTable(target, { table, tables, thread, factor: weight.factor }, context);
    }
  }
  return [...profiles].map(([title, { builder, broken }]) => {
    if (broken > 0) {
      builder.caveat(
        `Samples left out because their stack is missing or their weight negative (freed memory, ` +
          `or the other side of a comparison): ${broken}.`,
      );
    }
    return { title, profile: builder.finish() };
  });
}

/** Samples stand for the sampling interval each; without one they are counted. */
function weightOf(type: string, intervalMs: number): { unit: ProfileUnit; factor: number } {
  switch (type) {
    case 'bytes':
      return { unit: 'bytes', factor: 1 };
    case 'tracing-ms':
      return { unit: 'ns', factor: NS_PER_MS };
    default:
      return intervalMs > 0
        ? { unit: 'ns', factor: intervalMs * NS_PER_MS }
        : { unit: 'count', factor: 1 };
  }
}

interface ThreadSamples {
  readonly table: JsonRecord;
  readonly tables: FirefoxTables;
  readonly thread: JsonRecord;
  readonly factor: number;
}

function addTable(target: WeightProfile, from: ThreadSamples, context: ReadContext): void {
  const { builder } = target;
  const { table, tables, thread, factor } = from;
  const { stacks, lines, lost } = stacksOf(builder, tables);
  const index = builder.thread({
    ...onlyThread(context, timesOf(table)),
    pid: numberOf(thread['pid']) ?? 0,
    tid: thread['isMainThread'] === true ? 0 : (numberOf(thread['tid']) ?? 0),
    name: textOf(thread['name']),
    main: thread['isMainThread'] === true || thread['name'] === 'GeckoMain',
  });
  const weights = arrayOf(table['weight']);
  const column = arrayOf(table['stack']);
  let empty = 0;
  for (let row = 0; row < column.length; row++) {
    const value = (weights.length === 0 ? 1 : (numberOf(weights[row]) ?? -1)) * factor;
    const at = indexIn(column[row], stacks.length);
    const stack = stacks[at] ?? NO_STACK;
    if (column[row] === null && value >= 0) {
      empty += 1;
    } else if (stack === NO_STACK || !(value >= 0 && value <= VALUE_MAX)) {
      target.broken += 1;
    } else {
      builder.sample(index, stack, value, lines[at] ?? 0);
    }
  }
  if (lost > 0) {
    builder.caveat(`Stacks on a circle or below one that is missing: ${lost}.`);
  }
  if (empty > 0) {
    builder.caveat(`Samples left out because they have no stack: ${empty}.`);
  }
}

/** Our stack and the line that ran for each row of the stack table. */
function stacksOf(builder: ProfileBuilder, tables: FirefoxTables) {
  const { stackPrefix, stackFrame } = tables;
  const count = stackFrame.length;
  const parent = new Int32Array(count);
  for (let row = 0; row < count; row++) {
    const prefix = stackPrefix[row];
    const found = indexIn(prefix, count);
    parent[row] =
      prefix === null || prefix === undefined || prefix === -1 ? -1 : found === -1 ? -2 : found;
  }
  const order = callersFirst(parent);
  const frames = new Map<number, number>();
  const stacks = new Int32Array(count).fill(NO_STACK);
  const lines = new Int32Array(count);
  for (const row of order) {
    const frameRow = indexIn(stackFrame[row], tables.frameFunc.length);
    let frame = frames.get(frameRow);
    if (frame === undefined) {
      frame = firefoxFrame(builder, tables, frameRow);
      frames.set(frameRow, frame);
    }
    stacks[row] = builder.stack(stacks[parent[row] ?? -1] ?? NO_STACK, frame);
    lines[row] = numberOf(tables.frameLine[frameRow]) ?? 0;
  }
  return { stacks, lines, lost: count - order.length };
}

/** First and last time, which are told as they are or as steps. */
function timesOf(table: JsonRecord): { startNs: number; endNs: number } {
  const times = arrayOf(table['time']);
  if (times.length > 0) {
    return {
      startNs: (numberOf(times[0]) ?? 0) * NS_PER_MS,
      endNs: (numberOf(times.at(-1)) ?? 0) * NS_PER_MS,
    };
  }
  const steps = arrayOf(table['timeDeltas']);
  const endMs = steps.reduce<number>((sum, step) => sum + (numberOf(step) ?? 0), 0);
  return { startNs: (numberOf(steps[0]) ?? 0) * NS_PER_MS, endNs: endMs * NS_PER_MS };
}
