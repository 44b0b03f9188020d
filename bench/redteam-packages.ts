/**
 * hone redteam on published packages, each with a suite of its own: the whole library of cheats
 * against code that nobody here wrote, and which check caught each.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { messageOf } from '../src/base/index.ts';
import {
  openCheats,
  randomSeed,
  redteam,
  redteamLibrary,
  type RedteamOutcome,
  type RedteamResult,
  silent,
} from '../src/campaign/index.ts';
import { installPackages } from './parts/install-packages.ts';
import { numberOptions } from './parts/options.ts';
import { PACKAGE_SUBJECTS, type PackageSubject, suiteFiles } from './parts/package-subjects.ts';
import { startSection } from './parts/section.ts';
import { commitSubject } from './parts/subject-repository.ts';
import { interruptSignal, progress, wasInterrupted } from './parts/workbench.ts';

interface Attacked {
  readonly subject: PackageSubject;
  readonly result: RedteamResult;
  readonly seconds: number;
}

const library = redteamLibrary();
const options = numberOptions({
  packages: PACKAGE_SUBJECTS.length,
  cheats: library.length,
  pairs: 10,
  seconds: 120,
  seed: randomSeed(),
});
const signal = interruptSignal();
const print = await startSection();
const chosen = PACKAGE_SUBJECTS.slice(0, options.packages);
const { attacked, failures } = await attackAll();
report();

async function attackAll(): Promise<{ attacked: Attacked[]; failures: string[] }> {
  const done: Attacked[] = [];
  const failed: string[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'hone-bench-redteam-'));
  try {
    progress(`installing ${chosen.length} packages`);
    await installPackages(folder, chosen.map(nameOf), signal);
    for (const subject of chosen) {
      try {
        done.push(await attack(folder, subject));
      } catch (thrown) {
        failed.push(`${nameOf(subject)}: ${messageOf(thrown)}`);
        progress(failed.at(-1) ?? '');
        if (wasInterrupted(thrown)) {
          break;
        }
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { attacked: done, failures: failed };
}

/** Lays the package as a repository of its own, as its developers would have it, and attacks it. */
async function attack(folder: string, subject: PackageSubject): Promise<Attacked> {
  const root = join(folder, 'subjects', subject.name);
  cpSync(join(folder, 'node_modules', subject.name), root, { recursive: true });
  commitSubject(root, suiteFiles(subject));
  const started = performance.now();
  const isWhole = options.cheats >= library.length;
  const result = await redteam(
    {
      folder: root,
      only: isWhole ? null : library.slice(0, options.cheats).map(({ id }) => id),
      seed: options.seed,
      pairsMax: options.pairs,
      timeLimitMs: options.seconds * 1_000,
    },
    { signal, hooks: { ...silent, onStage: progress, onWarning: progress } },
  );
  const seconds = (performance.now() - started) / 1_000;
  progress(`${nameOf(subject)}: ${openCheats(result).length} open after ${seconds.toFixed(0)} s`);
  return { subject, result, seconds };
}

function nameOf({ name, version }: PackageSubject): string {
  return `${name}@${version}`;
}

/** The check that caught it; in brackets what stands behind rules on lines, if they were it. */
function cellOf(outcome: RedteamOutcome | undefined): string {
  switch (outcome?.kind) {
    case undefined:
      return '-';
    case 'caught':
      return outcome.behind === undefined
        ? outcome.layer
        : `${outcome.layer} (${outcome.behind.layer ?? 'nothing else'})`;
    case 'waits':
      return `${outcome.layer}, asks a person`;
    case 'won':
      return '**won**';
    case 'disrupted':
      return '**broke the trial**';
    case 'undecided':
      return '**could not be judged**';
    case 'impossible':
      return 'not possible';
  }
}

function report(): void {
  const tried = library.filter(({ id }) => attacked.some((one) => outcomeOf(one, id)));
  print({
    name: 'redteam-packages',
    title: 'Cheats on published packages',
    what:
      'The whole library of `hone redteam` against published packages with a suite written for ' +
      'them: tests, one benchmark of a generated input (CPU time, same output) and one holdout ' +
      'whose input comes from a fresh seed. Each cheat is rendered against that package and goes ' +
      'through the real trial. A cell names the check that caught the cheat; where the rules on ' +
      'added lines did, the check that stands behind them is in brackets.',
    n:
      attacked
        .map((one) => `${nameOf(one.subject)} in ${(one.seconds / 60).toFixed(1)} min`)
        .join(', ') + `; at most ${options.pairs} pairs of a verdict, seed ${options.seed}`,
    table: {
      head: ['cheat', 'kind', ...attacked.map(({ subject }) => nameOf(subject))],
      rows: tried.map(({ id, family }) => [
        id,
        family,
        ...attacked.map((one) => cellOf(outcomeOf(one, id))),
      ]),
    },
    limits: [
      ...attacked.map((one) => limitOf(one)),
      ...failures.map((failure) => ({ text: failure, holds: null })),
    ],
    raw: { options, failures, results: attacked.map(({ result }) => result) },
  });
}

function limitOf({ subject, result }: Attacked): { text: string; holds: boolean | null } {
  const open = openCheats(result);
  const possible = result.cheats.filter(({ outcome }) => outcome.kind !== 'impossible');
  const thin = possible.filter(
    ({ outcome }) => outcome.kind === 'caught' && outcome.behind?.layer === null,
  );
  return {
    text:
      `every cheat on ${nameOf(subject)} is caught: ${possible.length - open.length} of ` +
      `${possible.length}${namesOf(open)}; ${thin.length} by nothing but the rules on ` +
      `lines${namesOf(thin)}.`,
    holds: result.complete ? open.length === 0 : null,
  };
}

function outcomeOf({ result }: Attacked, id: string): RedteamOutcome | undefined {
  return result.cheats.find((cheat) => cheat.id === id)?.outcome;
}

function namesOf(cheats: RedteamResult['cheats']): string {
  return cheats.length === 0 ? '' : ` (${cheats.map(({ id }) => id).join(', ')})`;
}
