import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { HoneError } from '../../base/index.ts';
import {
  ALLOC_INTERVAL_BYTES,
  collect,
  type Collected,
  type Collectors,
  PERF_HZ,
} from '../../collect/index.ts';
import type { ProfileMethod } from '../../model/index.ts';
import {
  bottlenecksOf,
  enoughRuns,
  functionIndex,
  type FunctionIndex,
  type WeighedRun,
  weighingsOf,
  weighRun,
  type WorkloadFacts,
} from '../../profile/index.ts';
import { smallestEffect, spreadOf } from '../../stats/index.ts';
import type { Hooks } from '../hooks.ts';
import type { Machine } from '../machine.ts';
import { countCalls } from './count-calls.ts';
import { type KeptFile, type KeptThread, keepFiles } from './kept-profiles.ts';
import { PLAIN_RUNS } from './limits.ts';
import type { ProfileCollectors } from './profile-options.ts';
import { readRun } from './read-run.ts';
import { type RunSeen, type RuntimeSeen, seenInRun, seenOverRuns } from './runtime-seen.ts';
import type { Workload } from './workload.ts';

/** What the runs of a workload are done with. */
export interface ProfilingContext {
  readonly machine: Machine;
  readonly signal: AbortSignal;
  readonly hooks: Hooks;
  readonly collectors: ProfileCollectors;
  readonly runsMax: number;
  /** Where the raw profiles are kept. */
  readonly keepIn: string;
  /** For comparison alone: not run without a profiler. */
  readonly isAside?: boolean;
}

/** What was found out about a workload, and whose the raw profiles are that were kept. */
export interface ProfiledWorkload {
  readonly facts: WorkloadFacts;
  /** By the name of the file. */
  readonly threads: Readonly<Record<string, KeptThread>>;
  /** Beside the profiles. */
  readonly seen: RuntimeSeen;
}

const NO_TIMES: WorkloadFacts['unprofiled'] = { wallNs: [], cpuNs: [], peakRssBytes: [] };

/** Pairs of a verdict for which the smallest visible effect is stated, its power and error. */
const VERDICT = { pairs: 100, power: 0.8, alpha: 0.05 } as const;

/**
 * Profiles a workload again and again until its largest shares are stable, and runs it a few times
 * without a profiler, which alone says how long it takes.
 *
 * @param index - of other workloads of the same revision, so that their functions can be compared
 * @throws HoneError E_COMMAND when the command fails, E_FORMAT when nothing could be recorded,
 *   E_DISK, E_INTERRUPTED
 */
export async function profileWorkload(
  workload: Workload,
  context: ProfilingContext,
  index: FunctionIndex = functionIndex(workload.subject),
): Promise<ProfiledWorkload> {
  const runs: WeighedRun[] = [];
  const caveats = new Set<string>();
  const kept: KeptFile[] = [];
  let calls: number | null = null;
  const seen: RunSeen[] = [];
  do {
    context.hooks.onStage(`Profiling ${workload.id}, run ${runs.length + 1}`);
    const folder = mkdtempSync(join(context.machine.scratch, 'profile-'));
    try {
      const collected = await collectOnce(workload, context, folder);
      checkEnd(collected, workload, caveats);
      const { cpuIntervalNs } = context.collectors;
      const { sourceOf, subject } = workload;
      const read = readRun(collected, { root: subject.root, cpuIntervalNs, sourceOf });
      read.caveats.forEach((caveat) => caveats.add(caveat));
      if (read.run.cpu.length === 0) {
        throw nothingRecorded(workload, read.caveats);
      }
      runs.push(weighRun(read.run, index));
      kept.push(
        ...keepFiles(
          context.keepIn,
          filesOf(collected, { id: workload.id, run: runs.length, intervalNs: cpuIntervalNs }),
        ),
      );
      calls = blockingCalls(collected);
      seen.push(seenInRun(collected, subject.root, read.modules));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  } while (runs.length < context.runsMax && needsMore(runs, index, workload.metric));
  const unprofiled = context.isAside === true ? NO_TIMES : await plainRuns(workload, context);
  const facts: WorkloadFacts = {
    benchmark: workload.id,
    command: workload.command,
    inputHash: null,
    metric: workload.metric,
    index,
    runs,
    methods: methodsOf(runs, context, kept),
    unprofiled,
    smallestEffect: visibleEffect(unprofiled[`${workload.metric}Ns`], workload.minEffect),
    io: calls === null ? null : { sync_calls: calls, db_queries: null },
    sourceOf: workload.sourceOf,
    caveats: [...caveats],
  };
  const threads = kept.flatMap(({ path, thread }) =>
    thread === null ? [] : [[path, thread] as const],
  );
  const made = { facts, threads: Object.fromEntries(threads), seen: seenOverRuns(seen) };
  return context.collectors.calls ? await withCallsCounted(workload, context, made) : made;
}

/** In a run of its own, because telling of calls makes functions slow. */
async function withCallsCounted(
  workload: Workload,
  { machine, signal, hooks }: ProfilingContext,
  made: ProfiledWorkload,
): Promise<ProfiledWorkload> {
  const { facts, seen } = made;
  hooks.onStage(`Counting calls of ${workload.id}`);
  const folder = mkdtempSync(join(machine.scratch, 'calls-'));
  try {
    const counted = await countCalls(workload, bottlenecksOf(facts), { folder, signal });
    return {
      ...made,
      facts: { ...facts, caveats: [...facts.caveats, ...counted.caveats] },
      seen: { ...seen, calls: counted.calls },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function needsMore(
  runs: readonly WeighedRun[],
  index: WorkloadFacts['index'],
  metric: Workload['metric'],
): boolean {
  const wall = metric === 'wall' ? weighingsOf(runs, 'critical-thread-wall') : null;
  const weighings = wall ?? weighingsOf(runs, 'process-cpu');
  return weighings !== null && enoughRuns(weighings, index).kind === 'more';
}

/** One profiled run of a workload; its files lie in `folder`. */
export async function collectOnce(
  workload: Workload,
  { signal, collectors }: ProfilingContext,
  folder: string,
): Promise<Collected> {
  const wanted: Collectors = {
    cpuIntervalNs: collectors.cpuIntervalNs,
    allocIntervalBytes: collectors.alloc ? ALLOC_INTERVAL_BYTES : null,
    gc: collectors.gc,
    io: collectors.io,
    perfHz: collectors.perf ? PERF_HZ : null,
  };
  const { line, timeoutMs } = workload;
  return collect({ line, stdinPath: null, collectors: wanted, folder, timeoutMs, signal });
}

/** What the end of a run means for its profile. @throws HoneError E_COMMAND for a failure */
export function checkEnd(
  collected: Collected,
  { id, timeoutMs }: Workload,
  caveats: Set<string>,
): void {
  const { exit } = collected;
  switch (exit.kind) {
    case 'exited':
      if (exit.code !== 0) {
        const said = collected.stderrTail.trim().slice(-400);
        throw new HoneError(
          'E_COMMAND',
          `${id} ended with exit code ${exit.code} while it was profiled, so its profile says ` +
            `nothing about the work. ${said}`.trim(),
        );
      }
      return;
    case 'signalled':
      throw new HoneError('E_COMMAND', `${id} was killed by ${exit.signal} while it was profiled.`);
    case 'timed-out':
      caveats.add(
        `It did not end within ${timeoutMs / 1_000} s and was stopped; only what it did until ` +
          'then was seen.',
      );
      return;
    case 'flooded':
      throw new HoneError(
        'E_COMMAND',
        `${id} printed more than ${exit.bytes} bytes. Let it write less, or to a file.`,
      );
  }
}

/** The error for a run of which there is no profile. */
export function nothingRecorded({ id }: Workload, caveats: readonly string[]): HoneError {
  return new HoneError(
    'E_FORMAT',
    `No profile of ${id} could be recorded. ${caveats.join(' ')} ` +
      'hone records Node programs by itself and others with --perf (Linux); profiles that ' +
      'another tool wrote are read with --from.',
  );
}

function filesOf(
  { processes, perf }: Collected,
  {
    id,
    run,
    intervalNs,
  }: { readonly id: string; readonly run: number; readonly intervalNs: number },
): Parameters<typeof keepFiles>[1] {
  const threads = processes.flatMap((one) => {
    const { pid, ppid, tid, startNs, endNs, cpuProfile, heapProfile } = one;
    const name = `${fileName(id)}.${run}.${pid}.${tid}`;
    const thread = { run, pid, ppid, tid, name: '', main: tid === 0, startNs, endNs, intervalNs };
    return [
      ...(cpuProfile === null ? [] : [{ name: `${name}.cpuprofile`, path: cpuProfile, thread }]),
      ...(heapProfile === null ? [] : [{ name: `${name}.heapprofile`, path: heapProfile, thread }]),
    ];
  });
  const perfFile = perf === null ? [] : [{ name: `${fileName(id)}.${run}.perf`, path: perf.path }];
  return [...threads, ...perfFile.map((file) => ({ ...file, thread: null }))];
}

/** Ids of benchmarks with inputs have a slash in them. */
function fileName(id: string): string {
  return id.replaceAll(/[/\\]/g, '~');
}

function blockingCalls({ processes }: Collected): number | null {
  const seen = processes.flatMap(({ io }) => (io === null ? [] : [io]));
  return seen.length === 0
    ? null
    : seen.reduce(
        (sum, { sites, dropped }) =>
          sum + dropped + sites.reduce((calls, site) => calls + site.calls, 0),
        0,
      );
}

function methodsOf(
  runs: readonly WeighedRun[],
  { collectors }: ProfilingContext,
  kept: readonly KeptFile[],
): ProfileMethod[] {
  const withEnd = (end: string): ProfileMethod['artifacts'] =>
    kept
      .filter(({ path }) => path.endsWith(`${end}.gz`))
      .map(({ path, sha256 }) => ({ path, sha256 }));
  const samples = runs.reduce((sum, run) => sum + run.samples, 0);
  const one = (
    source: ProfileMethod['source'],
    settings: string,
    artifacts: ProfileMethod['artifacts'],
    count: number,
  ): ProfileMethod => ({
    source,
    settings,
    runs: runs.length,
    samples: count,
    overhead: null,
    artifacts,
  });
  const v8 = withEnd('.cpuprofile');
  const every = `every ${collectors.cpuIntervalNs / 1_000} µs`;
  return [
    v8.length > 0
      ? one('v8-cpu', every, v8, samples)
      : one('perf', `${PERF_HZ} times a second`, withEnd('.perf'), samples),
    ...(collectors.alloc
      ? [one('v8-alloc', `each ${ALLOC_INTERVAL_BYTES} bytes`, withEnd('.heapprofile'), 0)]
      : []),
  ];
}

/** Times without a profiler; none when the command does not end by itself. */
async function plainRuns(
  workload: Workload,
  { machine, signal, hooks }: ProfilingContext,
): Promise<WorkloadFacts['unprofiled']> {
  const wallNs: number[] = [];
  const cpuNs: number[] = [];
  const peakRssBytes: number[] = [];
  hooks.onStage(`Running ${workload.id} without a profiler`);
  for (let run = 0; run < PLAIN_RUNS; run++) {
    const result = await machine.runner.run(
      {
        words: workload.line.words,
        cwd: workload.line.cwd,
        env: workload.line.env,
        stdinPath: null,
        placement: 'free',
        timeoutMs: workload.timeoutMs,
        exactMemory: true,
        captureBytesMax: 0,
        keepStdoutAt: null,
      },
      signal,
    );
    if (result.exit.kind !== 'exited') {
      break;
    }
    wallNs.push(result.wallNs);
    if (result.userNs !== null && result.systemNs !== null) {
      cpuNs.push(result.userNs + result.systemNs);
    }
    if (result.peakRssBytes !== null) {
      peakRssBytes.push(result.peakRssBytes);
    }
  }
  return { wallNs, cpuNs, peakRssBytes };
}

/**
 * The smallest change that a verdict could see and that counts: from how much single runs differ,
 * taken as if those of a pair were independent, which errs towards too large.
 */
function visibleEffect(values: readonly number[], minEffect: number): number | null {
  if (values.length < 3) {
    return null;
  }
  const spread = spreadOf(values.map(Math.log)) * Math.SQRT2;
  return Math.max(minEffect, smallestEffect({ spread, ...VERDICT }));
}
