/** What each collector of profiles adds to the CPU time of a program, beside the same one plain. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { assert, at, NS_PER_US, randomFrom, shuffled } from '../src/base/index.ts';
import { userEnvironment } from '../src/bench/index.ts';
import { randomSeed } from '../src/campaign/index.ts';
import {
  type Collectors,
  instrumented,
  PERF_HZ,
  perfRecordWords,
  type PerfProbe,
  probePerf,
  removePerfMaps,
} from '../src/collect/index.ts';
import type { CommandLine } from '../src/model/index.ts';
import { hodgesLehmannRatio, median } from '../src/stats/index.ts';
import { numberOptions } from './parts/options.ts';
import { type ProfiledProgram, writePrograms } from './parts/profiled-programs.ts';
import { percent, startSection } from './parts/section.ts';
import { interruptSignal, progress, withWorkbench, type Workbench } from './parts/workbench.ts';

const NOTHING: Collectors = {
  cpuIntervalNs: null,
  allocIntervalBytes: null,
  gc: false,
  io: false,
  perfHz: null,
};

const options = numberOptions({
  rounds: 20,
  'interval-us': 1_000,
  'alloc-kib': 128,
  seed: randomSeed(),
});
const cpuIntervalNs = options['interval-us'] * NS_PER_US;
const allocIntervalBytes = options['alloc-kib'] * 1_024;

const ARMS: Readonly<Record<string, Collectors>> = {
  'preload alone': NOTHING,
  [`CPU, ${options['interval-us']} µs`]: { ...NOTHING, cpuIntervalNs },
  'CPU, 100 µs': { ...NOTHING, cpuIntervalNs: 100 * NS_PER_US },
  [`allocations, ${options['alloc-kib']} KiB`]: { ...NOTHING, allocIntervalBytes },
  'garbage collection': { ...NOTHING, gc: true },
  'blocking calls and loop': { ...NOTHING, io: true },
  'all of them': { ...NOTHING, cpuIntervalNs, allocIntervalBytes, gc: true, io: true },
  [`perf, ${PERF_HZ} Hz`]: { ...NOTHING, perfHz: PERF_HZ },
};
const PLAIN = 'plain';

/** CPU times of one program in ns by arm, one for each round. */
interface Found {
  readonly program: string;
  readonly cpuNs: ReadonlyMap<string, number[]>;
}

const signal = interruptSignal();
const print = await startSection();
report(await withWorkbench('bench/profile-overhead', signal, runAll));

async function runAll(bench: Workbench): Promise<{ found: Found[]; perf: PerfProbe }> {
  const env = userEnvironment(process.env);
  const perf = await probePerf({ env, cwd: bench.scratch }, bench.scratch, signal);
  const arms = [
    PLAIN,
    ...Object.entries(ARMS)
      .filter(([, { perfHz }]) => perfHz === null || perf.kind === 'available')
      .map(([name]) => name),
  ];
  const found: Found[] = [];
  for (const program of writePrograms(bench.scratch)) {
    const cpuNs = new Map<string, number[]>(arms.map((arm) => [arm, []]));
    for (let round = 0; round <= options.rounds; round++) {
      const random = randomFrom(options.seed, `${program.name}/${round}`);
      for (const arm of shuffled(arms, random)) {
        const ns = await sample(bench, { program, env, perf }, ARMS[arm] ?? null);
        if (round > 0) {
          cpuNs.get(arm)?.push(ns); // the first is a warm-up
        }
      }
    }
    found.push({ program: program.name, cpuNs });
    progress(`${program.name}: done`);
  }
  return { found, perf };
}

async function sample(
  { runner, scratch }: Workbench,
  {
    program,
    env,
    perf,
  }: { program: ProfiledProgram; env: Record<string, string>; perf: PerfProbe },
  collectors: Collectors | null,
): Promise<number> {
  const folder = join(scratch, 'records');
  mkdirSync(folder);
  const plain: CommandLine = { words: [process.execPath, program.path], cwd: scratch, env };
  const line = collectors === null ? plain : lineWith(plain, collectors, { folder, perf });
  const startedMs = Date.now();
  const result = await runner.run(
    {
      words: line.words,
      cwd: line.cwd,
      env: line.env,
      stdinPath: null,
      placement: 'free',
      timeoutMs: 120_000,
      exactMemory: false,
      captureBytesMax: 0,
      keepStdoutAt: null,
    },
    signal,
  );
  removePerfMaps(folder, startedMs);
  rmSync(folder, { recursive: true });
  assert(result.exit.kind === 'exited' && result.exit.code === 0, result.stderrTail);
  assert(result.userNs !== null && result.systemNs !== null, 'the runner knows the CPU time');
  return result.userNs + result.systemNs;
}

function lineWith(
  plain: CommandLine,
  collectors: Collectors,
  { folder, perf }: { folder: string; perf: PerfProbe },
): CommandLine {
  const line = instrumented(plain, collectors, folder);
  if (collectors.perfHz === null || perf.kind === 'missing') {
    return line;
  }
  const data = join(folder, 'perf.data');
  const settings = { event: perf.event, hz: collectors.perfHz, data };
  return { ...line, words: perfRecordWords(settings, line.words) };
}

function report({ found, perf }: { found: readonly Found[]; perf: PerfProbe }): void {
  const rows = found.flatMap(({ program, cpuNs }) => {
    const base = cpuNs.get(PLAIN) ?? [];
    return [...cpuNs].map(([arm, times]) => [
      program,
      arm,
      (median(times) / 1e6).toFixed(0),
      arm === PLAIN ? '' : overhead(base, times),
    ]);
  });
  print({
    name: 'profile-overhead',
    title: 'What profiling costs',
    what:
      'CPU time (user and system, of the whole process tree) of three small programs, each plain ' +
      'and with every collector in each round, in random order. Overhead is the Hodges-Lehmann ' +
      'ratio over the rounds less 1, with its 95 % interval; it holds the start of the collector ' +
      'and the writing of the profile, so it is larger for short programs. With perf, its own ' +
      `CPU time and that of Node naming its functions count too${
        perf.kind === 'missing' ? ` (left out: ${perf.reason})` : ''
      }.`,
    n: `${options.rounds} rounds for each program after a warm-up, seed ${options.seed}`,
    table: { head: ['program', 'collector', 'median CPU ms', 'overhead'], rows },
    limits: [],
    raw: { options, found: found.map((each) => ({ ...each, cpuNs: [...each.cpuNs] })) },
  });
}

function overhead(base: readonly number[], times: readonly number[]): string {
  assert(base.length === times.length && at(base, 0) > 0, 'every round has every arm');
  const { estimate, lo, hi } = hodgesLehmannRatio(base, times, 0.95);
  return `${percent(estimate - 1)} [${percent(lo - 1)}, ${percent(hi - 1)}]`;
}
