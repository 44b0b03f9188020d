import { assert, at } from '../../base/index.ts';
import { commitTree, mergeTrees } from '../../git/index.ts';
import type {
  Benchmark,
  Contribution,
  Decision,
  MetricsByBenchmark,
  TryResult,
} from '../../model/index.ts';
import { commitMessage } from '../../report/index.ts';
import { placementClaimedBy } from '../measure-plan.ts';
import { judgeTogether, type Measured } from '../judge-measurement.ts';
import { sampleFailureText } from '../sample-error.ts';
import type { Trial } from './decisions.ts';
import { claimedMetric, confirmationOnly, measuredFrom } from './measured-proposal.ts';
import { measureTrees, type NamedTree } from './measure-trees.ts';
import { placeOnStack } from './place-on-stack.ts';
import type { RunContext } from './run-context.ts';

/** A kept proposal on the stack. */
export interface KeptCommit {
  readonly name: string;
  readonly commit: string;
  /** The proposal alone on the base. */
  readonly tree: string;
  /** The benchmark that it was kept for; its contribution is measured there. */
  readonly benchmark: string;
  /** True when it was made anew on top of what is below it, which `tree` then holds too. */
  readonly isRemade?: boolean;
}

/** The kept proposals, one commit each, on top of the base. */
export interface Stack {
  readonly commit: string;
  readonly tree: string;
  readonly kept: readonly KeptCommit[];
  /** Decisions with their commits; some that passed alone may not fit on the stack. */
  readonly decisions: readonly Decision[];
}

/**
 * Share of the pairs of a verdict for the stack as a whole and for each contribution, and their
 * fewest. What each commit adds is told and decides nothing, so it makes do with the fewest pairs
 * that a confirmation may have.
 */
const STACK_PAIRS = { share: 0.6, min: 10 };
const CONTRIBUTION_PAIRS = { share: 0.4, min: 8 };

/**
 * Puts every kept proposal on the stack in the order in which they were given. One that does not
 * fit, or is not faster there, waits for a person.
 */
export async function buildStack(
  run: RunContext,
  decisions: readonly Decision[],
  trials: readonly Trial[],
): Promise<Stack> {
  let { commit, tree } = run.started.base;
  const paths = new Set<string>();
  const kept: KeptCommit[] = [];
  const final: Decision[] = [];
  for (const decision of decisions) {
    const checked = trials.find((trial) => trial.name === decision.proposal)?.checked;
    const named = run.started.proposals.find(({ name }) => name === decision.proposal);
    const own = checked?.tree ?? null;
    if (decision.decision !== 'kept' || checked === undefined || own === null) {
      final.push(decision);
      continue;
    }
    assert(named !== undefined, 'a decision is about a proposal of the run');
    const candidate = { named, decision, checked, tree: own };
    const placed = await placeOnStack(run, { commit, tree, paths }, candidate);
    if (placed.kind === 'waiting') {
      final.push(placed.decision);
      continue;
    }
    const { rebased } = placed;
    const stacked: Decision = { ...decision, ...(rebased === null ? {} : { rebased }) };
    commit = await commitTree(
      run.repository,
      {
        tree: placed.tree,
        parents: [commit],
        message: commitMessage(stacked, { run: run.run, suiteHash: run.started.suiteHash }),
      },
      { objectsDir: run.objectsDir, signal: run.signal },
    );
    tree = placed.tree;
    placed.paths.forEach((path) => paths.add(path));
    const benchmark = decision.headline?.benchmark ?? '';
    const isRemade = rebased?.by === 'proposer';
    kept.push({
      name: decision.proposal,
      commit,
      tree: isRemade ? placed.tree : own,
      benchmark,
      ...(isRemade ? { isRemade } : {}),
    });
    final.push({ ...stacked, commit });
  }
  return { commit, tree, kept, decisions: final };
}

/** The stack as a whole against the base, on fresh samples, and what each commit adds to it. */
export async function measureStack(run: RunContext, stack: Stack): Promise<TryResult['stack']> {
  if (stack.kept.length === 0) {
    return null;
  }
  const base = { name: 'base', tree: run.started.base.tree };
  const candidate = { name: 'stack', tree: stack.tree };
  run.hooks.onStage(`Measuring the whole stack (${stack.kept.length} kept) against the base`);
  const all = run.suite.benchmarks;
  const whole = await compareOn(run, all, { key: 'stack', base, candidate }, STACK_PAIRS);
  const contributions: Contribution[] = [];
  for (const one of stack.kept) {
    contributions.push(await contributionOf(run, stack, one, whole.metrics));
  }
  return { commit: stack.commit, metrics: whole.metrics, contributions, note: whole.note };
}

async function contributionOf(
  run: RunContext,
  stack: Stack,
  one: KeptCommit,
  whole: MetricsByBenchmark,
): Promise<Contribution> {
  const { name: proposal, commit } = one;
  if (stack.kept.length === 1) {
    return {
      proposal,
      commit,
      metrics: whole,
      note: 'The only kept commit: it is the whole stack.',
    };
  }
  const without = await treeWithout(run, stack, proposal);
  if (without === null) {
    const note = "Later commits build on it, so the stack can't be made without it.";
    return { proposal, commit, metrics: {}, note };
  }
  run.hooks.onStage(`Measuring what ${proposal} adds: the stack against the stack without it`);
  const base: NamedTree = { name: `without ${proposal}`, tree: without };
  const candidate: NamedTree = { name: 'stack', tree: stack.tree };
  const sides = { base, candidate };
  const key = `contribution/${proposal}`;
  const on = run.suite.benchmarks.filter((benchmark) => benchmark.id === one.benchmark);
  const { metrics, note } = await compareOn(run, on, { key, ...sides }, CONTRIBUTION_PAIRS);
  return { proposal, commit, metrics, note };
}

/** The stack merged again from all kept proposals but one; null when the rest do not merge. */
async function treeWithout(run: RunContext, stack: Stack, left: string): Promise<string | null> {
  let tree = run.started.base.tree;
  const above = stack.kept.slice(stack.kept.findIndex(({ name }) => name === left) + 1);
  if (above.some(({ isRemade }) => isRemade === true)) {
    return null;
  }
  for (const one of stack.kept.filter((other) => other.name !== left)) {
    const sides = { base: run.started.base.tree, ours: tree, theirs: one.tree };
    const merged = await mergeTrees(run.repository, sides, {
      objectsDir: run.objectsDir,
      signal: run.signal,
    });
    if (merged.kind === 'conflict') {
      return null;
    }
    tree = merged.tree;
  }
  return tree;
}

/** One tree against another on some benchmarks, which are judged as one family. */
async function compareOn(
  run: RunContext,
  benchmarks: readonly Benchmark[],
  sides: { readonly key: string; readonly base: NamedTree; readonly candidate: NamedTree },
  pairs: { readonly share: number; readonly min: number },
): Promise<{ metrics: MetricsByBenchmark; note: string | null }> {
  const { key, base, candidate } = sides;
  const measured: Measured[] = [];
  for (const benchmark of benchmarks) {
    const claimed = claimedMetric(run, benchmark);
    const measurement = await measureTrees(run, {
      key: `${key}/${benchmark.id}`,
      base,
      candidate,
      benchmark,
      claimed,
      stopping: confirmationOnly(run, pairs.share, pairs.min),
      confirmIn: placementClaimedBy(claimed),
      generate: null,
    });
    if (measurement.kind === 'failed') {
      const text = sampleFailureText(measurement.failure, { base: base.name, flags: false });
      return { metrics: {}, note: `${benchmark.id} could not be measured: ${text}` };
    }
    measured.push(measuredFrom(measurement, { base, candidate, benchmark, claimed }));
  }
  const judged = judgeTogether(measured);
  const metrics = Object.fromEntries(
    benchmarks.map((benchmark, index) => [
      benchmark.id,
      at(judged, index).get(candidate.name)?.metrics ?? {},
    ]),
  );
  return { metrics, note: null };
}
