import { join } from 'node:path';

import { HoneError, writeFileAtomic } from '../../base/index.ts';
import { openRepository, type Repository, resolveRevision } from '../../git/index.ts';
import type { Bottleneck, ProfiledWorkload, ProfileReport } from '../../model/index.ts';
import {
  type CausalCheck,
  causalCheck,
  type RunInterval,
  seenOfWhole,
  withCausalCheck,
} from '../../profile/index.ts';
import type { Hooks } from '../hooks.ts';
import { takeMachine } from '../machine.ts';
import { readSuite } from '../read-suite.ts';
import { committedSources } from './committed-sources.ts';
import { type KeptProfile, keptProfile, profilesFolder, REPORT_FILE } from './kept-profiles.ts';
import { type DoubledMeasurement, type DoubledTree, measureDoubled } from './measure-doubled.ts';
import { chosenBenchmarks } from './profile-revision.ts';

/** Which bottleneck is checked, and with how much effort. */
export interface CheckOptions {
  readonly folder: string;
  /** A kept profile; null for the newest. */
  readonly profile: string | null;
  /** Its id, or what it begins with. */
  readonly bottleneck: string;
  /** Null for the benchmark in which it takes most. */
  readonly benchmark: string | null;
  /** True when the user vouches that a second run changes nothing. */
  readonly assumePure: boolean;
  readonly pairs: number;
  readonly timeLimitMs: number;
  readonly seed: number;
}

/** A bottleneck with the outcome of its experiment, as it was kept. */
export interface CheckedBottleneck {
  readonly profile: string;
  readonly row: Bottleneck;
  readonly check: CausalCheck;
  readonly pairs: number;
}

/**
 * Runs a function twice wherever it is called and holds the measured slowdown against the one that
 * its share in a kept profile predicts. The outcome is written into that profile's report.
 *
 * @throws HoneError E_NOT_FOUND, E_USAGE for a function that can't be run twice and for a profile
 *   without a commit or interval, E_OUTPUT_DIFFERS when the program then prints something else,
 *   E_COMMAND, E_BUSY, E_DISK, E_INTERRUPTED
 */
export async function checkBottleneck(
  options: CheckOptions,
  context: { readonly signal: AbortSignal; readonly hooks: Hooks },
): Promise<CheckedBottleneck> {
  const { signal } = context;
  const profiles = await profilesFolder(options.folder, signal);
  const kept = keptProfile(profiles, options.profile);
  const { row, workload } = chosenRow(kept, options);
  const tree = await doubledTree(kept.report, row, workload, options, signal);
  const machine = await takeMachine(`hone bottleneck check in ${options.folder}`, context);
  let measured: DoubledMeasurement;
  try {
    measured = await measureDoubled(tree, { machine, ...context });
  } finally {
    await machine.close();
  }
  const { ratio, pairs } = evidenceOf(measured, row);
  const check = causalCheck(wholeShare(row, workload), ratio);
  const checked = withCausalCheck(row, check, methodText(tree, pairs, options.assumePure));
  keepRow(keptProfile(profiles, kept.id), checked);
  return { profile: kept.id, row: checked, check, pairs };
}

/** The row that is meant: of several benchmarks the one in which it takes most. */
function chosenRow(
  { id, report }: KeptProfile,
  { bottleneck, benchmark }: CheckOptions,
): { readonly row: Bottleneck; readonly workload: ProfiledWorkload } {
  const wanted = bottleneck.toLowerCase();
  const rows = report.bottlenecks.filter(
    (row) => row.id.startsWith(wanted) && (benchmark === null || row.benchmark === benchmark),
  );
  const ids = [...new Set(rows.map((row) => row.id))];
  const [row] = rows.toSorted(
    (left, right) => right.share.inclusive.estimate - left.share.inclusive.estimate,
  );
  const workload = report.workloads.find((one) => one.benchmark === row?.benchmark);
  if (wanted === '' || row === undefined || workload === undefined) {
    throw new HoneError(
      'E_NOT_FOUND',
      `No bottleneck of profile ${id} begins with "${bottleneck}"` +
        `${benchmark === null ? '' : ` in the benchmark ${benchmark}`}. "hone bottleneck list" ` +
        'shows them.',
    );
  }
  if (ids.length > 1) {
    throw new HoneError(
      'E_NOT_FOUND',
      `Several bottlenecks begin with "${bottleneck}": ${ids.slice(0, 10).join(', ')}. Write ` +
        'more of it.',
    );
  }
  return { row, workload };
}

async function doubledTree(
  { commit }: ProfileReport,
  row: Bottleneck,
  workload: ProfiledWorkload,
  options: CheckOptions,
  signal: AbortSignal,
): Promise<DoubledTree> {
  if (commit === null) {
    throw cantCheck(row, 'the profile is of a command or a file and of no commit', ADVICE.commit);
  }
  if (row.share.inclusive.lo === null) {
    throw cantCheck(row, 'one profiled run has no interval to hold it against', ADVICE.runs);
  }
  const { file, line, column, owner } = row.location;
  if (owner !== 'app' || file === null || line === null) {
    throw cantCheck(row, "it is no function of the repository's own files", ADVICE.own);
  }
  const repository = await openRepository(options.folder, { signal });
  const { suite } = readSuite(repository.root);
  const [benchmark] = chosenBenchmarks(suite, [row.benchmark]);
  if (benchmark === undefined) {
    throw new TypeError('a benchmark that is chosen is there');
  }
  const text = await sourceAt(repository, commit, file, signal);
  if (text === null) {
    throw cantCheck(row, `${file} is not in ${commit.slice(0, 10)}`, ADVICE.own);
  }
  const { doubledCode } = await import('../../detectors/index.ts');
  const { assumePure, pairs, timeLimitMs, seed } = options;
  const made = doubledCode(file, text, { line, column }, { assumePure });
  if (made.kind === 'refused') {
    throw cantCheck(row, made.why, assumePure ? ADVICE.form : ADVICE.pure);
  }
  const { tree } = await resolveRevision(repository, commit, { signal });
  const metric = workload.denominator === 'process-cpu' ? 'cpu' : 'wall';
  const { once, twice } = made;
  const what = { repository, suite, tree, benchmark, file, once, twice, metric } as const;
  return { ...what, pairs, timeLimitMs, seed };
}

async function sourceAt(
  repository: Repository,
  commit: string,
  file: string,
  signal: AbortSignal,
): Promise<string | null> {
  const sourceOf = await committedSources(repository, commit, new Set([file]), signal);
  return sourceOf(file);
}

const ADVICE = {
  commit: 'Profile a benchmark of hone.yaml with "hone profile"; "hone init" writes one.',
  runs: 'Profile it again with --runs 3 or more.',
  own: 'Choose a function of your own code: "hone bottleneck list" shows whose each is.',
  pure:
    'If you know that a second run changes nothing, say so with --assume-pure; the output is ' +
    'compared in any case.',
  form: 'Choose a function that calls it, or that it calls.',
} as const;

function cantCheck({ id, location }: Bottleneck, why: string, advice: string): HoneError {
  return new HoneError(
    'E_USAGE',
    `${location.function} (${id}) can't be run twice: ${why}. ${advice}`,
  );
}

function evidenceOf(
  measured: DoubledMeasurement,
  row: Bottleneck,
): { readonly ratio: CausalCheck['measured']; readonly pairs: number } {
  const name = `${row.location.function} (${row.id})`;
  switch (measured.kind) {
    case 'measured': {
      const { ratio, pairs } = measured.evidence;
      if (ratio === null) {
        throw new HoneError(
          'E_COMMAND',
          `${name}: the time limit left too few pairs for an interval. Raise --time-limit, or ` +
            'give the benchmark less work.',
        );
      }
      const { estimate, lo, hi } = ratio;
      return { ratio: { estimate, lo, hi }, pairs: pairs.confirmation };
    }
    case 'output-differs':
      throw new HoneError(
        'E_OUTPUT_DIFFERS',
        `${row.benchmark} prints something else when ${name} runs twice, so the second run ` +
          'changes something and its cost says nothing. Choose another function.',
      );
    case 'failed':
      throw new HoneError('E_COMMAND', `${name} could not be checked: ${measured.reason}`);
  }
}

/** Its share of all that is measured, which is more than what the profiler sees. */
function wholeShare({ share }: Bottleneck, { totals, denominator }: ProfiledWorkload): RunInterval {
  const whole = denominator === 'process-cpu' ? totals.cpu_ms : totals.wall_ms;
  return seenOfWhole(share.inclusive, {
    seen: totals.profiled_ms?.estimate ?? null,
    whole: whole?.estimate ?? null,
  });
}

function methodText(
  { metric, benchmark, pairs: wanted }: DoubledTree,
  pairs: number,
  isAssumed: boolean,
): string {
  const fewer = pairs < wanted ? ` (of ${wanted}; then the time was over)` : '';
  const output =
    benchmark.output.kind === 'ignore' ? 'its output was not compared' : 'the same output';
  const assumed = isAssumed ? ', that it is pure was assumed' : '';
  return (
    `each call runs the function twice, ${metric === 'cpu' ? 'CPU' : 'wall'} time over that of ` +
    `the same rewriting with one run, ${pairs} pairs${fewer}, ${output}${assumed}`
  );
}

/** Writes one row of a kept report; whatever else changed in it meanwhile stays. */
function keepRow({ folder, report }: KeptProfile, checked: Bottleneck): void {
  const bottlenecks = report.bottlenecks.map((row) =>
    row.id === checked.id && row.benchmark === checked.benchmark ? checked : row,
  );
  const text = `${JSON.stringify({ ...report, bottlenecks }, null, 2)}\n`;
  writeFileAtomic(join(folder, REPORT_FILE), text);
}
