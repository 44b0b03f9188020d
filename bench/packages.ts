/**
 * hone compare on published packages, two versions each, installed at run time; every verdict is
 * held against a long reference run of a fixed number of interleaved pairs.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { messageOf, writeFileAtomic } from '../src/base/index.ts';
import { compareCommands, randomSeed, SETTINGS_DEFAULT, silent } from '../src/campaign/index.ts';
import { type Command, metricNamed, type RatioEstimate } from '../src/model/index.ts';
import { installPackages } from './parts/install-packages.ts';
import { numberOptions } from './parts/options.ts';
import { PACKAGE_PAIRS, type PackagePair, workloadText } from './parts/package-pairs.ts';
import { ratioText, startSection } from './parts/section.ts';
import { fixedRule, runTrial } from './parts/trial.ts';
import {
  deadlineIn,
  interruptSignal,
  progress,
  wasInterrupted,
  withWorkbench,
} from './parts/workbench.ts';

const WALL = metricNamed('wall');

interface Finding {
  readonly ratio: RatioEstimate | null;
  readonly verdict: string;
  readonly seconds: number;
}

interface PairResult {
  readonly pair: PackagePair;
  readonly hone: Finding;
  readonly reference: Finding;
}

const options = numberOptions({
  pairs: 150,
  seconds: 40,
  minutes: 30,
  packages: PACKAGE_PAIRS.length,
  seed: randomSeed(),
});
const signal = interruptSignal();
const print = await startSection();
const chosen = PACKAGE_PAIRS.slice(0, options.packages);
const { results, failures } = await runAll();
report();

async function runAll(): Promise<{ results: PairResult[]; failures: string[] }> {
  const done: PairResult[] = [];
  const failed: string[] = [];
  const deadline = deadlineIn(options.minutes, signal);
  const folder = mkdtempSync(join(tmpdir(), 'hone-bench-packages-'));
  try {
    await install(folder);
    for (const pair of chosen) {
      if (deadline.passed()) {
        failed.push(`${nameOf(pair)}: not reached within ${options.minutes} minutes`);
        continue;
      }
      try {
        done.push(await onePair(folder, pair));
      } catch (thrown) {
        if (wasInterrupted(thrown)) {
          failed.push(`${nameOf(pair)}: interrupted, and none after it was run`);
          break;
        }
        failed.push(`${nameOf(pair)}: ${messageOf(thrown)}`);
        progress(failed.at(-1) ?? '');
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { results: done, failures: failed };
}

/** Both versions of every package, under aliases; nothing of them is run by npm. */
async function install(folder: string): Promise<void> {
  progress(`installing ${chosen.length * 2} packages`);
  const aliases = chosen.flatMap(({ name, versions }) =>
    versions.map((version, index) => `${aliasOf(name, index)}@npm:${name}@${version}`),
  );
  await installPackages(folder, aliases, signal);
  for (const pair of chosen) {
    for (const index of [0, 1]) {
      const text = workloadText(pair, aliasOf(pair.name, index));
      writeFileAtomic(join(folder, `${aliasOf(pair.name, index)}.mjs`), text);
    }
  }
}

/** Equal lengths for both versions, so that the path can't make the difference. */
function aliasOf(name: string, index: number): string {
  return `${index === 0 ? 'old' : 'new'}-${name}`;
}

function nameOf({ name, versions }: PackagePair): string {
  return `${name} ${versions.join(' to ')}`;
}

async function onePair(folder: string, pair: PackagePair): Promise<PairResult> {
  const [base, candidate] = [0, 1].map((index): Command => ({
    kind: 'words',
    words: [process.execPath, join(folder, `${aliasOf(pair.name, index)}.mjs`)],
  }));
  if (base === undefined || candidate === undefined) {
    throw new TypeError('two versions make two commands');
  }
  const hone = await honeOn(folder, base, candidate);
  progress(`${nameOf(pair)}: hone ${hone.verdict} ${ratioText(hone.ratio)}`);
  const reference = await referenceOn(base, candidate);
  progress(`${nameOf(pair)}: reference ${reference.verdict} ${ratioText(reference.ratio)}`);
  return { pair, hone, reference };
}

async function honeOn(folder: string, base: Command, candidate: Command): Promise<Finding> {
  const started = performance.now();
  const result = await compareCommands(
    {
      ...SETTINGS_DEFAULT,
      output: { kind: 'same' },
      timeLimitMs: options.seconds * 1_000,
      seed: options.seed,
      cwd: folder,
      rows: [
        {
          parameters: {},
          sides: [
            { name: 'old', text: 'old', run: base },
            { name: 'new', text: 'new', run: candidate },
          ],
        },
      ],
    },
    { signal, hooks: { ...silent, onWarning: progress } },
  );
  const wall = result.comparisons[0]?.candidates[0]?.metrics['wall'];
  return {
    ratio: wall?.ratio ?? null,
    verdict: wall?.verdict ?? 'inconclusive',
    seconds: (performance.now() - started) / 1_000,
  };
}

async function referenceOn(base: Command, candidate: Command): Promise<Finding> {
  const trial = await withWorkbench('bench/packages reference', signal, (bench) =>
    runTrial(bench, {
      base,
      candidate,
      metric: WALL,
      stopping: fixedRule(options.pairs),
      seed: (options.seed + 1) % 2 ** 31,
    }),
  );
  return {
    ratio: trial.evidence.ratio,
    verdict: trial.verdict,
    seconds: trial.elapsedMs / 1_000,
  };
}

function overlap(left: RatioEstimate | null, right: RatioEstimate | null): boolean {
  return left !== null && right !== null && left.lo <= right.hi && right.lo <= left.hi;
}

/** Inconclusive claims nothing, so only opposite claims contradict each other. */
function agreement({ hone, reference }: PairResult): 'same' | 'no claim' | 'differs' {
  if (hone.verdict === reference.verdict) {
    return 'same';
  }
  return [hone.verdict, reference.verdict].includes('inconclusive') ? 'no claim' : 'differs';
}

function report(): void {
  const claims = results.filter((result) => result.hone.verdict !== 'inconclusive');
  const differing = results.filter((result) => agreement(result) === 'differs');
  const apart = results.filter(({ hone, reference }) => !overlap(hone.ratio, reference.ratio));
  print({
    name: 'packages',
    title: 'Published packages',
    what:
      'Two published versions of each package on the same work (a script that loads one of them; ' +
      'equal output is required), by `hone compare` with its defaults and a limit of ' +
      `${options.seconds} s, then by a reference run of ${options.pairs} interleaved pairs of a ` +
      'fixed number. Ratios are new / old wall time with 95 % intervals, below 1 is faster.',
    n: `${results.length} of ${chosen.length} package pairs, seed ${options.seed}`,
    table: {
      head: ['package', 'hone', 'verdict', 'took', 'reference', 'its verdict', 'overlap', 'agree'],
      rows: results.map((result) => [
        nameOf(result.pair),
        ratioText(result.hone.ratio),
        result.hone.verdict,
        `${result.hone.seconds.toFixed(0)} s`,
        ratioText(result.reference.ratio),
        result.reference.verdict,
        overlap(result.hone.ratio, result.reference.ratio) ? 'yes' : 'no',
        agreement(result),
      ]),
    },
    limits: [
      {
        text:
          `no verdict of hone contradicts the reference: ${differing.length} of ` +
          `${claims.length} that claim something differ.`,
        holds: results.length < 6 ? null : differing.length === 0,
      },
      {
        text: `the intervals overlap: they do not in ${apart.length} of ${results.length}.`,
        holds: results.length < 6 ? null : apart.length === 0,
      },
      ...failures.map((failure) => ({ text: failure, holds: null })),
    ],
    raw: { options, results, failures },
  });
}
