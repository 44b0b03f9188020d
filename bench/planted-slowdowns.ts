/**
 * Slowdowns of 3, 5 and 10 % planted in known functions of three programs, and revisions profiled
 * against themselves: does `hone profile diff` name the function, and nothing else?
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { HoneError, messageOf, NS_PER_US, writeFileAtomic } from '../src/base/index.ts';
import { diffRevisions, randomSeed, silent } from '../src/campaign/index.ts';
import { type Command, metricNamed, type RatioEstimate } from '../src/model/index.ts';
import { numberOptions } from './parts/options.ts';
import {
  plantCommit,
  type PlantedFunction,
  type PlantedProgram,
  plantedPrograms,
  slowed,
} from './parts/planted-programs.ts';
import { rateText, wilson } from './parts/rates.ts';
import { percent, ratioText, startSection } from './parts/section.ts';
import { fixedRule, runTrial } from './parts/trial.ts';
import {
  deadlineIn,
  interruptSignal,
  progress,
  wasInterrupted,
  withWorkbench,
} from './parts/workbench.ts';

/** The largest first: what can be found has to be, should the time end. */
const ALL_LEVELS = [0.1, 0.05, 0.03] as const;
const CPU = metricNamed('cpu');

/** Turns per call with which the cost of a turn is found out, more until it surely shows. */
const TRIAL_TURNS = { first: 100, most: 10_000_000, shows: 1.15 } as const;

/** A slowdown that is off by more than this factor is planted once more, better. */
const OFF_MAX = 1.3;

/** A function with the cost of slowing it down. */
interface Target {
  readonly program: PlantedProgram;
  readonly target: PlantedFunction;
  /** Turns per call that make the program one per cent slower. */
  readonly turnsPerPercent: number;
}

/** What a diff named. */
interface Named {
  readonly label: string;
  readonly verdict: 'slower' | 'faster';
  /** Of all CPU time before. */
  readonly share: number;
}

interface Planted extends Target {
  readonly level: number;
  readonly truth: RatioEstimate | null;
  readonly named: readonly Named[];
}

interface Null {
  readonly program: PlantedProgram;
  readonly named: readonly Named[];
}

const options = numberOptions({
  minutes: 15,
  programs: 3,
  functions: 2,
  nulls: 4,
  runs: 0,
  level: 0,
  pairs: 15,
  interval: 1_000,
  seed: randomSeed(),
});
const levels = ALL_LEVELS.filter((level) => options.level === 0 || level === options.level / 100);
const runsText =
  options.runs === 0 ? 'as many runs as fit into a minute (10 to 40)' : `${options.runs} runs`;
const signal = interruptSignal();
const print = await startSection();
const targets = new Map<PlantedFunction, Target>();
const planted: Planted[] = [];
const nulls: Null[] = [];
const failures: string[] = [];
const folder = mkdtempSync(join(tmpdir(), 'hone-bench-planted-'));
process.env['XDG_CACHE_HOME'] = join(folder, 'cache');
try {
  await runAll();
} catch (thrown) {
  failures.push(messageOf(thrown));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
report();

/** Programs in turn, so that all of them have their part when the time is over. */
async function runAll(): Promise<void> {
  progress('installing the packages');
  const programs = (await plantedPrograms(folder, signal)).slice(0, options.programs);
  const deadline = deadlineIn(options.minutes, signal);
  const rounds = Math.max(options.nulls, levels.length);
  for (let round = 0; round < rounds; round++) {
    for (const program of programs) {
      if (round < options.nulls) {
        await attempt(deadline, `${program.name} against itself`, () => nullPair(program, round));
      }
      const level = levels[round];
      for (const target of program.functions.slice(0, options.functions)) {
        if (level !== undefined) {
          const what = titleOf({ program, target }, level);
          await attempt(deadline, what, () => plantedPair(program, target, level));
        }
      }
    }
  }
}

async function attempt(
  deadline: { passed(): boolean },
  what: string,
  work: () => Promise<void>,
): Promise<void> {
  if (deadline.passed()) {
    failures.push(`${what}: not reached within ${options.minutes} minutes`);
    return;
  }
  try {
    await work();
  } catch (thrown) {
    failures.push(`${what}: ${messageOf(thrown)}`);
    progress(failures.at(-1) ?? '');
    if (wasInterrupted(thrown)) {
      throw thrown;
    }
  }
}

function titleOf({ program, target }: Pick<Target, 'program' | 'target'>, level: number): string {
  return `${program.name}, ${target.name} ${percent(level, 0)} slower`;
}

/** How much a turn costs: from a slowdown that is large enough to be measured at once. */
async function calibrated(program: PlantedProgram, target: PlantedFunction): Promise<Target> {
  const known = targets.get(target);
  if (known !== undefined) {
    return known;
  }
  for (let { first: turns } = TRIAL_TURNS; turns <= TRIAL_TURNS.most; turns *= 4) {
    const ratio = await truthOf(program, target, turns, Math.max(8, Math.ceil(options.pairs / 2)));
    if (ratio !== null && ratio.lo >= TRIAL_TURNS.shows) {
      const turnsPerPercent = turns / ((ratio.estimate - 1) * 100);
      progress(`${program.name} ${target.name}: ${turnsPerPercent.toFixed(1)} turns are 1 %`);
      const found = { program, target, turnsPerPercent };
      targets.set(target, found);
      return found;
    }
  }
  throw new HoneError('E_COMMAND', `${target.name} of ${program.name} can't be made slower`);
}

/** CPU time with so many turns over that without, by interleaved runs without a profiler. */
async function truthOf(
  program: PlantedProgram,
  target: PlantedFunction,
  turns: number,
  pairs: number,
): Promise<RatioEstimate | null> {
  const places = ['before', 'slower'].map((name) => join(folder, 'truth', name));
  places.forEach((place) => {
    rmSync(place, { recursive: true, force: true });
    cpSync(program.root, place, { recursive: true });
    execFileSync(process.execPath, [...program.setup], { cwd: place, timeout: 60_000 });
  });
  const [before = '', after = ''] = places;
  writeFileAtomic(join(after, target.file), slowed(program.root, target, turns));
  const command = (root: string): Command => ({
    kind: 'words',
    words: [process.execPath, ...program.words(root)],
  });
  const trial = await withWorkbench('bench/planted-slowdowns', signal, (bench) =>
    runTrial(bench, {
      base: command(before),
      candidate: command(after),
      metric: CPU,
      stopping: fixedRule(pairs),
      seed: options.seed,
    }),
  );
  return trial.evidence.ratio;
}

async function plantedPair(
  program: PlantedProgram,
  target: PlantedFunction,
  level: number,
): Promise<void> {
  const one = await calibrated(program, target);
  const { turnsPerPercent } = one;
  let turns = Math.round(turnsPerPercent * level * 100);
  let truth = await truthOf(program, target, turns, options.pairs);
  const off = truth === null ? 1 : (truth.estimate - 1) / level;
  if (off > 0 && (off < 1 / OFF_MAX || off > OFF_MAX)) {
    turns = Math.max(1, Math.round(turns / Math.min(4, Math.max(0.25, off))));
    truth = await truthOf(program, target, turns, options.pairs);
  }
  const named = await diffed(program, plantCommit(program, target, turns), planted.length);
  planted.push({ ...one, level, truth, named });
  progress(`${titleOf(one, level)}: ${ratioText(truth)}, named ${namesOf(named)}`);
}

async function nullPair(program: PlantedProgram, round: number): Promise<void> {
  const named = await diffed(program, 'main', 1_000 + round);
  nulls.push({ program, named });
  progress(`${program.name} against itself: named ${namesOf(named)}`);
}

async function diffed(program: PlantedProgram, head: string, turn: number): Promise<Named[]> {
  const found = await diffRevisions(
    {
      folder: program.root,
      base: 'main',
      head,
      benchmarks: [program.benchmark],
      runs: options.runs === 0 ? null : options.runs,
      cpuIntervalNs: options.interval * NS_PER_US,
      timeoutMs: null,
      seed: (options.seed + turn) % 2 ** 31,
    },
    { signal, hooks: { ...silent, onWarning: progress } },
  );
  const diff = found.benchmarks[0]?.diff;
  if (diff?.kind !== 'compared') {
    throw new HoneError('E_COMMAND', 'too few profiled runs for a diff');
  }
  return diff.changes.flatMap(({ label, verdict, difference }) =>
    verdict === 'unclear'
      ? []
      : [{ label, verdict, share: difference.estimate / diff.total.before }],
  );
}

function namesOf(named: readonly Named[]): string {
  return named.length === 0
    ? 'nothing'
    : named
        .map(({ label, verdict, share }) => `${label} ${verdict} by ${percent(share)}`)
        .join('; ');
}

/** True when the planted function was named as slower. */
function isFound({ target, named }: Planted): boolean {
  return named.some((one) => one.verdict === 'slower' && isTarget(one, target));
}

function isTarget({ label }: Named, { name, file }: PlantedFunction): boolean {
  return label.startsWith(`${name} (${file}`);
}

function othersIn({ target, named }: Planted): Named[] {
  return named.filter((one) => !(one.verdict === 'slower' && isTarget(one, target)));
}

function report(): void {
  const falseNulls = nulls.filter(({ named }) => named.length > 0);
  const withOthers = planted.filter((one) => othersIn(one).length > 0);
  print({
    name: 'planted-slowdowns',
    title: 'Planted slowdowns',
    what:
      'In known functions of three programs a loop was planted that makes the whole program 3, 5 ' +
      'and 10 % slower. What it truly costs is the ratio of CPU time over ' +
      `${options.pairs} interleaved pairs without a profiler (Hodges-Lehmann, 95 %). Then ` +
      `\`hone profile diff\` with ${runsText} of each revision had to name it. A null ` +
      'pair is a revision against itself. Percentages behind names are of all CPU time.',
    n:
      `${planted.length} planted and ${nulls.length} null pairs, a look each ` +
      `${options.interval} µs, seed ${options.seed}`,
    table: {
      head: ['program', 'function', 'planted', 'truly', 'found there', 'named'],
      rows: [
        ...planted.map((one) => [
          one.program.name,
          one.target.name,
          percent(one.level, 0),
          ratioText(one.truth),
          isFound(one) ? 'yes' : 'no',
          namesOf(one.named),
        ]),
        ...nulls.map(({ program, named }) => [
          program.name,
          '-',
          'nothing',
          '1',
          '-',
          namesOf(named),
        ]),
      ],
    },
    limits: [
      ...levels.map((level) => foundLimit(level)),
      {
        text:
          'where something was planted, nothing else is named: it is in ' +
          `${rateText(wilson(withOthers.length, planted.length))}.`,
        holds: planted.length < 9 ? null : withOthers.length === 0,
      },
      {
        text: `null pairs name nothing: they do in ${rateText(wilson(falseNulls.length, nulls.length))}.`,
        holds: nulls.length < 10 ? null : falseNulls.length === 0,
      },
      ...failures.map((failure) => ({ text: failure, holds: null })),
    ],
    raw: { options, planted, nulls, failures },
  });
}

/** Slowdowns that CPU time itself could not show say nothing about who finds them. */
function foundLimit(level: number): { text: string; holds: boolean | null } {
  const own = planted.filter((one) => one.level === level);
  const verified = own.filter(({ truth }) => truth !== null && truth.lo > 1);
  const found = verified.filter(isFound);
  const doubtful = own.length - verified.length;
  const rate = rateText(wilson(found.length, verified.length));
  const more = doubtful === 0 ? '' : `; ${doubtful} more were too small to be verified`;
  return {
    text: `a slowdown of ${percent(level, 0)} is found in its function: ${rate}${more}.`,
    holds: verified.length < 3 ? null : found.length === verified.length,
  };
}
