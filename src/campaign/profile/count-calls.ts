import { readFileSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';

import { collect, type CountedFile, listenerCall } from '../../collect/index.ts';
import type { CallProbe } from '../../detectors/index.ts';
import type { Bottleneck } from '../../model/index.ts';
import { COUNTED_FUNCTIONS_MAX, COUNTED_SHARE_MIN } from './limits.ts';
import type { CallsSeen } from './runtime-seen.ts';
import type { Workload } from './workload.ts';

/** What a run that counts calls showed. */
export interface CountedCalls {
  readonly calls: readonly CallsSeen[];
  /** What could not be counted, in sentences. */
  readonly caveats: readonly string[];
}

/** A function whose calls are to be counted; its number is its id. */
interface Counted {
  readonly row: Bottleneck;
  readonly path: string;
  readonly chars: number;
  readonly probe: CallProbe;
}

/**
 * Runs a workload once more, with its hottest functions that look pure telling of their calls.
 * Nothing else is looked at in that run, and it is never timed.
 *
 * @param rows - of the workload, hottest first
 * @throws HoneError as `collect`
 */
export async function countCalls(
  workload: Workload,
  rows: readonly Bottleneck[],
  context: { readonly folder: string; readonly signal: AbortSignal },
): Promise<CountedCalls> {
  const counted = await countedFunctions(workload, rows);
  if (counted.length === 0) {
    return {
      calls: [],
      caveats: ['No calls were counted: no hot function of the subject looks pure.'],
    };
  }
  const { line, timeoutMs } = workload;
  const collected = await collect({
    ...context,
    line,
    stdinPath: null,
    timeoutMs,
    collectors: {
      cpuIntervalNs: null,
      allocIntervalBytes: null,
      gc: false,
      io: false,
      perfHz: null,
      calls: countedFiles(counted),
    },
  });
  const { exit } = collected;
  if (exit.kind !== 'exited' || exit.code !== 0) {
    return {
      calls: [],
      caveats: ['No calls were counted: the run for it did not end as the others did.'],
    };
  }
  const records = collected.processes.flatMap((one) => one.calls ?? []);
  const calls = counted.map(({ row }, id): CallsSeen => {
    const own = records.filter((one) => one.id === id && one.calls > 0);
    return {
      name: row.location.function,
      file: row.location.file ?? '',
      line: row.location.line ?? 0,
      count: own.reduce((sum, one) => sum + one.calls, 0),
      // Of several processes each has to remember its own, so nothing is counted twice.
      distinctArguments: own.some(({ distinct }) => distinct === null)
        ? null
        : own.reduce((sum, { distinct }) => sum + (distinct ?? 0), 0),
    };
  });
  return { calls: calls.filter(({ count }) => count > 0), caveats: caveatsOn(calls) };
}

async function countedFunctions(
  { subject, sourceOf }: Workload,
  rows: readonly Bottleneck[],
): Promise<Counted[]> {
  const { callProbe } = await import('../../detectors/index.ts');
  const counted: Counted[] = [];
  for (const row of rows) {
    const { owner, file, line, column } = row.location;
    const isHot = row.share.actionable.estimate >= COUNTED_SHARE_MIN;
    const text = isHot && owner === 'app' && file !== null ? sourceOf(file) : null;
    const isTwice = counted.some(
      (one) => one.row.location.file === file && one.row.location.line === line,
    );
    if (text === null || file === null || line === null || isTwice) {
      continue;
    }
    const probe = callProbe(file, text, { line, column }, listenerCall(counted.length));
    const path = probe === null ? null : realPath(resolve(subject.root, file));
    if (probe !== null && path !== null && counted.length < COUNTED_FUNCTIONS_MAX) {
      counted.push({ row, path, chars: charsIn(path), probe });
    }
  }
  return counted;
}

function realPath(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null; // the source of something that ran as another file
  }
}

function charsIn(path: string): number {
  return readFileSync(path, 'utf8').length;
}

function countedFiles(counted: readonly Counted[]): CountedFile[] {
  const numbered = counted.map((one, id) => ({ ...one, id }));
  return [...Map.groupBy(numbered, ({ path }) => path)].map(([path, own]) => ({
    path,
    chars: own[0]?.chars ?? 0,
    ids: own.map(({ id }) => id),
    insertions: own
      .flatMap(({ probe }) => probe.insertions)
      .toSorted((left, right) => left.at - right.at),
  }));
}

function caveatsOn(calls: readonly CallsSeen[]): string[] {
  const named = (which: (one: CallsSeen) => boolean): string =>
    [...new Set(calls.filter(which).map(({ name }) => name))].join(', ');
  const unseen = named(({ count }) => count === 0);
  const unknown = named(({ distinctArguments }) => distinctArguments === null);
  return [
    ...(unseen === ''
      ? []
      : [
          `The calls of ${unseen} could not be counted: something changes the code before it ` +
            'runs, or it is an ES module and this Node is older than 22.15.',
        ]),
    ...(unknown === ''
      ? []
      : [
          `How many different arguments ${unknown} got is not known: there are too many, or they ` +
            'hold what can not be compared.',
        ]),
  ];
}
