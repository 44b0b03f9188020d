/** What durable steps cost in hone's engine and in two published ones, in alternating rounds. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';

import { build } from 'esbuild';

import { assert, at, BYTES_PER_MIB, randomFrom, shuffled } from '../src/base/index.ts';
import { acquireMachineLock } from '../src/bench/index.ts';
import { randomSeed } from '../src/campaign/index.ts';
import { median } from '../src/stats/index.ts';
import { installPackages } from './parts/engine-packages.ts';
import { type Postgres, startPostgres } from './parts/engine-postgres.ts';
import type { EngineFound, EngineName, EngineOrder, EngineTask } from './parts/engine-task.ts';
import { numberOptions } from './parts/options.ts';
import { startSection } from './parts/section.ts';
import { interruptSignal, progress } from './parts/workbench.ts';

const STEPS_PER_SECOND_MIN = 5_000;
const LARGE_MS_MAX = 15;
/** The last ten large steps may take so much longer than the first ten: flat, within noise. */
const FLAT_RATIO_MAX = 1.25;
const LARGE_EDGE = 10;

const FAN_OUT = { branches: 100, concurrency: 5 };
const WORKER_MS_MAX = 180_000;

/** OpenWorkflow ends a run after 1,000 attempts of steps, two flows of its own included. */
const STEPS_MAX: Readonly<Record<EngineName, number>> = {
  hone: Infinity,
  openworkflow: 990,
  dbos: Infinity,
};

/** All that one engine did in one round. */
interface Round {
  readonly engine: EngineName;
  readonly startMs: number;
  readonly steps: EngineFound;
  readonly diskBytes: number;
  readonly resume: EngineFound;
  readonly rssStartBytes: number;
}

/** The unit of `Stats.blocks`. */
const BLOCK_BYTES = 512;
const NOTHING: EngineFound = { rssBytes: 0 };
/** Longest wait for another hone that measures on this machine. */
const LOCK_WAIT_MS_MAX = 3_600_000;

const options = numberOptions({
  rounds: 3,
  steps: 2_000,
  large: 100,
  resume: 1_000,
  seed: randomSeed(),
});
const signal = interruptSignal();
const print = await startSection();
const lock = await acquireMachineLock({
  purpose: 'bench/engine',
  signal,
  waitMsMax: LOCK_WAIT_MS_MAX,
  onWait: () => progress('waiting for another hone that measures on this machine'),
});
const scratch = mkdtempSync(join(tmpdir(), 'hone-bench-'));
let postgres: Postgres | string = 'not started';
try {
  const installed = await installPackages(['@dbos-inc/dbos-sdk', 'openworkflow'], signal);
  try {
    postgres = await startPostgres();
    report(await runAll(installed), installed);
  } finally {
    rmSync(installed.folder, { recursive: true, force: true });
  }
} finally {
  await (typeof postgres === 'string' ? undefined : postgres.end());
  rmSync(scratch, { recursive: true, force: true });
  lock.release();
}

type Installed = Awaited<ReturnType<typeof installPackages>>;

function enginesOf({ versions }: Installed): readonly EngineName[] {
  return [
    'hone',
    ...((versions['openworkflow'] ?? null) === null ? [] : (['openworkflow'] as const)),
    ...((versions['@dbos-inc/dbos-sdk'] ?? null) === null || typeof postgres === 'string'
      ? []
      : (['dbos'] as const)),
  ];
}

async function runAll(installed: Installed): Promise<Round[]> {
  const program = await builtWorker();
  const rounds: Round[] = [];
  for (let index = 0; index < options.rounds; index++) {
    for (const engine of shuffled(enginesOf(installed), randomFrom(options.seed, `${index}`))) {
      signal.throwIfAborted();
      rounds.push(await oneRound(program, installed.folder, engine, index));
      progress(`round ${index + 1} of ${options.rounds}: ${engine}`);
    }
  }
  return rounds;
}

/** One program for all, as hone itself is shipped, so that none of them pays for loading types. */
async function builtWorker(): Promise<string> {
  await build({
    entryPoints: { worker: join(import.meta.dirname, 'engine-worker.ts') },
    outdir: scratch,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    logLevel: 'error',
    // CommonJS packages inside of modules ask for `require`, which modules do not have.
    banner: {
      js:
        "import { createRequire as requireOf } from 'node:module';" +
        'const require = requireOf(import.meta.url);',
    },
  });
  return join(scratch, 'worker.mjs');
}

async function oneRound(
  program: string,
  packages: string,
  engine: EngineName,
  index: number,
): Promise<Round> {
  const folder = join(scratch, `${engine}-${index}`);
  const steps = Math.min(options.steps, STEPS_MAX[engine]);
  const resume = Math.min(options.resume, STEPS_MAX[engine]);
  const orderOf = (task: EngineTask, name: string): EngineOrder => ({
    engine,
    task,
    packages,
    state: join(folder, name),
    postgres: typeof postgres === 'string' ? null : `${postgres.url}/bench_${name}_${index}`,
  });
  // The first start makes tables; what is timed is a start with what is there.
  const first = orderOf({ kind: 'start', flow: 'one' }, 'steps');
  await work(program, first);
  const before = diskBytes(first);
  const task: EngineTask = { kind: 'steps', sequential: steps, ...FAN_OUT, large: options.large };
  const found = await work(program, orderOf(task, 'steps'));
  const disk = diskBytes(first) - before;
  const startedMs = performance.now();
  const start = await work(program, orderOf({ kind: 'start', flow: 'two' }, 'steps'));
  const startMs = performance.now() - startedMs;
  await work(program, orderOf({ kind: 'die', steps: resume }, 'killed'));
  const resumed = await work(program, orderOf({ kind: 'resume', steps: resume }, 'killed'));
  return {
    engine,
    startMs,
    rssStartBytes: start.rssBytes,
    steps: found,
    diskBytes: disk,
    resume: resumed,
  };
}

/** Runs one process to its end. One that is to be killed finds nothing. */
async function work(program: string, order: EngineOrder): Promise<EngineFound> {
  const child = spawn(
    process.execPath,
    ['--disable-warning=DeprecationWarning', program, JSON.stringify(order)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      timeout: WORKER_MS_MAX,
      signal,
    },
  );
  const texts: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => texts.push(text));
  const [code, killed] = await once(child, 'close');
  if (order.task.kind === 'die' && killed === 'SIGKILL') {
    return NOTHING;
  }
  assert(code === 0, `${order.engine} does ${order.task.kind}: ${String(code ?? killed)}`);
  return JSON.parse(texts.join('').trim().split('\n').at(-1) ?? '');
}

/** What the state of an engine takes; of Postgres all of its cluster, its log included. */
function diskBytes({ engine, state }: EngineOrder): number {
  const folder = engine === 'dbos' && typeof postgres !== 'string' ? postgres.folder : state;
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => statSync(join(folder, path), { throwIfNoEntry: false }))
    .reduce((sum, entry) => sum + (entry?.isFile() === true ? entry.blocks * BLOCK_BYTES : 0), 0);
}

function medianOf(rounds: readonly Round[], figure: (round: Round) => number | undefined): number {
  return median(rounds.map((round) => figure(round) ?? Number.NaN));
}

/** The median and, in brackets, the smallest and the largest of the rounds. */
function spread(
  rounds: readonly Round[],
  figure: (round: Round) => number | undefined,
  digits = 0,
): string {
  const values = rounds.map((round) => figure(round) ?? Number.NaN);
  const [low, middle, high] = [Math.min(...values), median(values), Math.max(...values)];
  return `${middle.toFixed(digits)} [${low.toFixed(digits)}, ${high.toFixed(digits)}]`;
}

function stepsPerSecond({ engine, steps }: Round): number {
  return (Math.min(options.steps, STEPS_MAX[engine]) / (steps.sequentialMs ?? Number.NaN)) * 1_000;
}

function firstLarge({ steps }: Round): number {
  return median((steps.largeMs ?? []).slice(0, LARGE_EDGE));
}

function lastLarge({ steps }: Round): number {
  return median((steps.largeMs ?? []).slice(-LARGE_EDGE));
}

function report(rounds: readonly Round[], installed: Installed): void {
  const engines = enginesOf(installed);
  const of = (engine: EngineName): Round[] => rounds.filter((round) => round.engine === engine);
  const names: Readonly<Record<EngineName, string>> = {
    hone: 'hone, embedded',
    openworkflow: `OpenWorkflow ${installed.versions['openworkflow'] ?? ''}, SQLite`,
    dbos: `DBOS ${installed.versions['@dbos-inc/dbos-sdk'] ?? ''}, Postgres ${postgresVersion()}`,
  };
  const missing = [...installed.missing, ...(typeof postgres === 'string' ? [postgres] : [])];
  print({
    name: 'engine',
    title: 'Durable steps',
    what: whatText(missing),
    n: `${options.rounds} rounds, order and data from seed ${options.seed}`,
    table: {
      head: [
        'engine',
        'steps/s',
        `${FAN_OUT.branches} steps at ${FAN_OUT.concurrency}, ms`,
        '1 MiB step, first 10, ms',
        'last 10, ms',
        'disk, MiB',
        'resume, ms',
        'ran again',
        'whole process, ms',
        'RSS, MiB',
      ],
      rows: engines.map((engine) => [names[engine], ...cellsOf(of(engine))]),
    },
    limits: limitsOn(of('hone')),
    raw: { options, versions: installed.versions, postgres: names.dbos, missing, rounds },
  });
}

function postgresVersion(): string {
  const text = typeof postgres === 'string' ? '' : postgres.version;
  return /\d+(\.\d+)?/.exec(text)?.[0] ?? '';
}

function cellsOf(rounds: readonly Round[]): string[] {
  return [
    spread(rounds, stepsPerSecond),
    spread(rounds, ({ steps }) => steps.fanOutMs, 1),
    spread(rounds, firstLarge, 1),
    spread(rounds, lastLarge, 1),
    spread(rounds, (round) => round.diskBytes / BYTES_PER_MIB),
    spread(rounds, ({ resume }) => resume.resumeMs),
    spread(rounds, ({ resume }) => resume.ranAgain),
    spread(rounds, ({ startMs }) => startMs),
    spread(rounds, (round) => round.steps.rssBytes / BYTES_PER_MIB),
  ];
}

function whatText(missing: readonly string[]): string {
  return (
    `A flow of ${options.steps} small steps one after another, ${FAN_OUT.branches} side by side, ` +
    `${options.large} with 1 MiB each that compresses to half, and one of ${options.resume} steps ` +
    'that is killed with SIGKILL in the step after them and taken up by a new process (time until ' +
    'that step begins). Every engine does each in a process of its own with its own settings: hone ' +
    'syncs every gate, answer and end, and steps as SQLite does in WAL mode with `synchronous = ' +
    'NORMAL` (kept on a kill, the last may be done again after a power cut); the others sync each ' +
    `commit. OpenWorkflow allows 1,000 steps in a run, so it gets ${STEPS_MAX.openworkflow}. Steps ` +
    'are timed from the begin of one to that of the next, so that no polling for results is ' +
    'counted. Engines alternate in random order in each round; cells are medians with the ' +
    'smallest and the largest. A whole process opens the engine, runs one step and ends; that it ' +
    'asks for the result now and then is part of it. Disk is what the steps added, for Postgres ' +
    'with its log. RSS is of the process after the small steps, the Postgres server not counted.' +
    (missing.length === 0 ? '' : ` **Missing:** ${missing.join('; ')}.`)
  );
}

/** A limit that a busy machine missed was not put to the test. */
function heldAt(isReached: boolean): boolean | null {
  return isReached ? true : at(loadavg(), 0) > availableParallelism() ? null : false;
}

function limitsOn(
  rounds: readonly Round[],
): readonly { readonly text: string; readonly holds: boolean | null }[] {
  const perSecond = medianOf(rounds, stepsPerSecond);
  const [first, last] = [medianOf(rounds, firstLarge), medianOf(rounds, lastLarge)];
  const ratio = medianOf(rounds, (round) => lastLarge(round) / firstLarge(round));
  return [
    {
      text: `at least ${STEPS_PER_SECOND_MIN} durable steps/s: ${perSecond.toFixed(0)}.`,
      holds: heldAt(perSecond >= STEPS_PER_SECOND_MIN),
    },
    {
      text:
        `a step with 1 MiB takes at most ${LARGE_MS_MAX} ms: ${first.toFixed(1)} ms for the ` +
        `first ${LARGE_EDGE}, ${last.toFixed(1)} ms for the last.`,
      holds: heldAt(Math.max(first, last) <= LARGE_MS_MAX),
    },
    {
      text:
        `and stays flat: the last ${LARGE_EDGE} take ${ratio.toFixed(2)} times as long as the ` +
        `first (at most ${FLAT_RATIO_MAX}).`,
      holds: heldAt(ratio <= FLAT_RATIO_MAX),
    },
  ];
}
