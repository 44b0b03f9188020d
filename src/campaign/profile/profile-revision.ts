import { join } from 'node:path';

import { canonicalJson, HoneError, userEnvironment } from '../../base/index.ts';
import { wordsOf } from '../../bench/index.ts';
import type { Repository } from '../../git/index.ts';
import type { Benchmark, Suite } from '../../model/index.ts';
import { functionIndex, type Subject } from '../../profile/index.ts';
import { buildCheckout, commandText } from '../build-checkout.ts';
import { cacheFolderFor } from '../cache-folder.ts';
import { sha256 } from '../read-suite.ts';
import { claimedMetric } from '../try/measured-proposal.ts';
import { openWorkbench } from '../workbench.ts';
import { spansReader } from './code-spans.ts';
import { familiesOf, growthIn } from './growth-runs.ts';
import { type ProfiledWorkload, profileWorkload } from './profile-workload.ts';
import type { ProfilingContext } from './profiled-run.ts';
import { sourceReader } from './source-map-files.ts';
import { subjectIn } from './subject-packages.ts';
import type { Workload } from './workload.ts';

/** A revision of a subject and what of its suite is profiled. */
export interface ProfiledRevision {
  readonly repository: Repository;
  readonly suite: Suite;
  readonly tree: string;
  /** For messages: `HEAD`, or a commit. */
  readonly name: string;
  /** Ids; none for all. */
  readonly benchmarks: readonly string[];
  /** Null for what each benchmark declares. */
  readonly timeoutMs: number | null;
  readonly metric: 'wall' | 'cpu' | null;
}

/**
 * Profiles benchmarks one after the other in a clean checkout.
 *
 * @throws HoneError E_NOT_FOUND for unknown benchmarks, and as `profileWorkload`
 */
export async function profileRevision(
  revision: ProfiledRevision,
  context: ProfilingContext,
): Promise<{ readonly subject: Subject; readonly workloads: readonly ProfiledWorkload[] }> {
  const chosen = chosenBenchmarks(revision.suite, revision.benchmarks);
  const root = await checkoutOf(revision, context);
  const subject = subjectIn(root);
  const index = functionIndex(subject);
  const workloads: ProfiledWorkload[] = [];
  for (const benchmark of chosen) {
    workloads.push(await profileWorkload(workloadOf(revision, benchmark, root), context, index));
  }
  return { subject, workloads: withGrowth(workloads) };
}

/** Benchmarks on several sizes of one input tell how the time grows; the largest one says it. */
function withGrowth(workloads: readonly ProfiledWorkload[]): ProfiledWorkload[] {
  const byId = new Map(workloads.map((one) => [one.facts.benchmark, one]));
  const grown = new Map<string, ProfiledWorkload>();
  for (const { input, members } of familiesOf([...byId.keys()])) {
    const largest = byId.get(members.at(-1)?.id ?? '');
    const profiled = members.flatMap(({ id, size }) => {
      const facts = byId.get(id)?.facts;
      return facts === undefined ? [] : [{ size, facts }];
    });
    if (largest !== undefined) {
      const growth = growthIn(input, profiled);
      grown.set(largest.facts.benchmark, { ...largest, seen: { ...largest.seen, growth } });
    }
  }
  return workloads.map((one) => grown.get(one.facts.benchmark) ?? one);
}

/** A benchmark of a revision as a command in its checkout at `root`. */
export function workloadOf(
  { suite, timeoutMs, metric }: Pick<ProfiledRevision, 'suite' | 'timeoutMs' | 'metric'>,
  benchmark: Benchmark,
  root: string,
): Workload {
  const claimed = claimedMetric({ suite }, benchmark);
  const sourceOf = sourceReader(root);
  return {
    id: benchmark.id,
    command: commandText(benchmark.run),
    line: {
      words: wordsOf(benchmark.run),
      cwd: join(root, benchmark.cwd),
      env: { ...userEnvironment(process.env), ...benchmark.env },
    },
    timeoutMs: timeoutMs ?? benchmark.timeoutMs,
    // Bounds are about CPU time where the benchmark is judged by it, else about wall time.
    metric: metric ?? (claimed.name === 'cpu' ? 'cpu' : 'wall'),
    minEffect: claimed.minEffect,
    subject: subjectIn(root),
    sourceOf,
    spansOf: spansReader(root, sourceOf),
  };
}

/**
 * The built checkout of a revision in one of the places of the subject's workbench.
 *
 * @param place - 0 for the first; revisions that are profiled together need one each
 * @returns absolute path of its root
 */
export async function checkoutOf(
  { repository, suite, tree, name }: ProfiledRevision,
  { machine, signal, hooks }: Pick<ProfilingContext, 'machine' | 'signal' | 'hooks'>,
  place = 0,
): Promise<string> {
  const bench = openWorkbench(cacheFolderFor(repository.root));
  const key = { tree, setup: sha256(canonicalJson(suite.setup)) };
  return bench.put(place, key, async (folder) => {
    hooks.onStage(`Building ${name}`);
    await buildCheckout({ repository, tree, name }, folder, suite.setup, {
      runner: machine.runner,
      signal,
      env: userEnvironment(process.env),
      timeoutMs: suite.setupTimeoutMs,
    });
  });
}

/** Benchmarks by their ids, all without any. @throws HoneError E_NOT_FOUND naming what there is */
export function chosenBenchmarks(suite: Suite, ids: readonly string[]): readonly Benchmark[] {
  const known = suite.benchmarks.map(({ id }) => id);
  const unknown = ids.find((id) => !known.includes(id));
  if (unknown !== undefined) {
    throw new HoneError(
      'E_NOT_FOUND',
      `hone.yaml has no benchmark "${unknown}". It has: ${known.join(', ')}.`,
    );
  }
  return suite.benchmarks.filter(({ id }) => ids.length === 0 || ids.includes(id));
}
