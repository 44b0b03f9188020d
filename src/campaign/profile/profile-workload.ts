import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import type { Collected } from '../../collect/index.ts';
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
import { countCalls } from './count-calls.ts';
import { type GeneratedCode, GeneratedFiles } from './generated-code.ts';
import { type KeptFile, type KeptThread, keepFiles } from './kept-profiles.ts';
import { PLAIN_RUNS } from './limits.ts';
import { profileMethods } from './profile-methods.ts';
import { profiledRun, type ProfilingContext } from './profiled-run.ts';
import { type RunSeen, type RuntimeSeen, seenInRun, seenOverRuns } from './runtime-seen.ts';
import type { Workload } from './workload.ts';

/** What was found out about a workload, and whose the raw profiles are that were kept. */
export interface ProfiledWorkload {
  readonly facts: WorkloadFacts;
  /** By the name of the file. */
  readonly threads: Readonly<Record<string, KeptThread>>;
  /** What ran and was made from other code. */
  readonly generated: readonly GeneratedCode[];
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
  const generated = new GeneratedFiles(workload.subject.root);
  let calls: number | null = null;
  const seen: RunSeen[] = [];
  const profiledNs: number[] = [];
  do {
    context.hooks.onStage(`Profiling ${workload.id}, run ${runs.length + 1}`);
    await profiledRun(workload, context, caveats, ({ collected, read }) => {
      runs.push(weighRun(read.run, index));
      const intervalNs = context.collectors.cpuIntervalNs;
      const about = { id: workload.id, run: runs.length, intervalNs };
      kept.push(...keepFiles(context.keepIn, filesOf(collected, about)));
      calls = blockingCalls(collected);
      generated.add([...read.run.cpu, ...read.run.allocation]);
      profiledNs.push(collected.wallNs);
      seen.push(seenInRun(collected, workload.subject.root, read.modules));
    });
  } while (runs.length < context.runsMax && needsMore(runs, index, workload.metric));
  const unprofiled = context.isAside === true ? NO_TIMES : await plainRuns(workload, context);
  const seenRuns = seenOverRuns(seen);
  const facts: WorkloadFacts = {
    benchmark: workload.id,
    command: workload.command,
    metric: workload.metric,
    index,
    runs,
    methods: profileMethods({
      collectors: context.collectors,
      runs: runs.length,
      samples: runs.reduce((sum, run) => sum + run.samples, 0),
      kept,
      collections: seenRuns.gc?.collections ?? null,
      wallNs: { profiled: profiledNs, plain: unprofiled.wallNs },
    }),
    unprofiled,
    smallestEffect: visibleEffect(unprofiled[`${workload.metric}Ns`], workload.minEffect),
    io: calls === null ? null : { sync_calls: calls },
    sourceOf: workload.sourceOf,
    caveats: [...caveats],
  };
  const threads = kept.flatMap(({ path, thread }) =>
    thread === null ? [] : [[path, thread] as const],
  );
  const ofFiles = { threads: Object.fromEntries(threads), generated: generated.all };
  const made = { facts, ...ofFiles, seen: seenRuns };
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
