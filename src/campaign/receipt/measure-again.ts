import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { at } from '../../base/index.ts';
import { commitTree, mergeTrees } from '../../git/index.ts';
import type {
  Decision,
  ReceiptProposal,
  ReceiptRebased,
  RerunProposal,
} from '../../model/index.ts';
import { judgeTogether } from '../judge-measurement.ts';
import { placementClaimedBy } from '../measure-plan.ts';
import { clearancesOf } from '../try/clearances.ts';
import { decideAll, type Trial } from '../try/decisions.ts';
import {
  claimedMetric,
  confirmationOnly,
  measuredFrom,
  measureProposal,
} from '../try/measured-proposal.ts';
import { measureTrees } from '../try/measure-trees.ts';
import { judgeOnTop, onTopOf } from '../try/on-top.ts';
import type { RunContext } from '../try/run-context.ts';
import type { Started } from '../try/started.ts';
import { type Checked, checkProposal } from '../try/trial.ts';
import {
  type Claim,
  notMeasured,
  otherTree,
  placeOf,
  rerunOutcome,
  resultAt,
} from './rerun-outcome.ts';

/**
 * Measures kept proposals again, each on what it was decided on: the base, or for one that was
 * rebased onto others, what the receipt kept before it, made again out of the diffs.
 *
 * @param kept - in the order of the stack
 * @throws HoneError as a run does when the machine, git or the base fails
 */
export async function measureAgain(
  run: RunContext,
  kept: readonly ReceiptProposal[],
): Promise<RerunProposal[]> {
  const made = new Set<string>();
  const outcomes = await measuredAlone(
    run,
    kept.filter(({ rebased }) => rebased === undefined),
    made,
  );
  let below: Below | null = run.started.base;
  for (const proposal of kept) {
    const { name, rebased } = proposal;
    if (rebased !== undefined) {
      outcomes.set(name, await measuredOnTop(run, { below, made }, { ...proposal, rebased }));
    }
    below = await putOnTop(run, { below, made }, proposal);
  }
  return kept.flatMap(({ name }) => outcomes.get(name) ?? []);
}

/** What was decided on the base itself, together as one family. */
async function measuredAlone(
  run: RunContext,
  kept: readonly ReceiptProposal[],
  made: Set<string>,
): Promise<Map<string, RerunProposal>> {
  const trials: Trial[] = [];
  for (const { name, diff, measuredTree } of kept) {
    const checked = await checkDiff(run, name, diff?.text ?? '');
    const passed = checked.tests?.kind === 'passed' && checked.tree === measuredTree;
    const measured = passed ? await measureProposal(run, { name, tree: checked.tree ?? '' }) : null;
    made.add(checked.tree ?? '');
    trials.push({ name, checked, measured });
  }
  const cleared = await clearancesOf(run, trials, decideAll(run, trials));
  const decisions = decideAll(run, trials, cleared);
  const outcomes = new Map<string, RerunProposal>();
  for (const [index, proposal] of kept.entries()) {
    const { name, measuredTree, decision } = proposal;
    const { tree } = at(trials, index).checked;
    const here = at(decisions, index);
    const found =
      tree !== null && tree !== measuredTree
        ? otherTree(decision, { measuredTree, tree, ground: 'the base' })
        : rerunOutcome(decision, await settled(run, { name, measuredTree, decision }, here));
    const how =
      decision.ontoBase === undefined
        ? ''
        : `Measured as it was decided upon: as git rebased it onto the base. `;
    outcomes.set(name, { ...found, text: `${how}${found.text}` });
  }
  return outcomes;
}

/** What was decided on top of others: the rebased diff, on what the receipt kept before it. */
async function measuredOnTop(
  run: RunContext,
  { below, made }: Ground,
  { name: proposal, decision, rebased }: ReceiptProposal & { readonly rebased: ReceiptRebased },
): Promise<RerunProposal> {
  const { name, onto, diff, measuredTree } = rebased;
  const there = { ...(decision.rebased ?? decision), proposal };
  const ground = `what was kept before it (${onto.slice(0, 10)})`;
  const how = `Measured as it was decided upon: rebased onto ${ground}. `;
  if (below === null) {
    const text = `${how}That can't be made again out of the diffs in the receipt.`;
    return { ...notMeasured(there, text), onto };
  }
  run.hooks.onStage(`${proposal}: measuring it rebased onto ${ground}`);
  const onTop = onTopOf(run, below, { proposal, name });
  const checked = await checkDiff(onTop, name, diff?.text ?? '');
  if (checked.tree !== null && checked.tree !== measuredTree) {
    return { ...otherTree(there, { measuredTree, tree: checked.tree, ground }), onto };
  }
  made.add(checked.tree ?? '');
  const ruling = await judgeOnTop(onTop, name, checked);
  const here = await settled(onTop, { name, measuredTree, decision: there }, ruling);
  const found = rerunOutcome(there, here);
  return { ...found, onto, text: `${how}${found.text}` };
}

/**
 * The state after a proposal, as the run made it.
 *
 * @returns null when it can't be made, because the diffs before it did not give what was measured
 */
async function putOnTop(
  run: RunContext,
  { below, made }: Ground,
  { name, measuredTree, rebased }: ReceiptProposal,
): Promise<Below | null> {
  const options = { objectsDir: run.objectsDir, signal: run.signal };
  const own = rebased === undefined ? measuredTree : rebased.measuredTree;
  if (below === null || own === null || !made.has(own)) {
    return null;
  }
  const sides = { base: run.started.base.tree, ours: below.tree, theirs: own };
  const merged =
    rebased === undefined
      ? await mergeTrees(run.repository, sides, options)
      : { kind: 'clean' as const, tree: own };
  if (merged.kind === 'conflict') {
    return null;
  }
  const { tree } = merged;
  const message = `${name} on what was kept before it`;
  const content = { tree, parents: [below.commit], message };
  return { commit: await commitTree(run.repository, content, options), tree };
}

/** What a proposal is put on: the base, or what was kept before it. */
type Below = Pick<Started['base'], 'commit' | 'tree'>;

/** Where a proposal is put, and which trees the diffs have given so far. */
interface Ground {
  readonly below: Below | null;
  readonly made: Set<string>;
}

/** Every check before measuring. */
function checkDiff(run: RunContext, name: string, diff: string): Promise<Checked> {
  const path = join(run.machine.scratch, 'proposal.patch');
  writeFileSync(path, diff);
  return checkProposal(run, { name, source: { kind: 'patch', path } });
}

/** What the receipt says of a gain. */
interface Claimed {
  readonly name: string;
  readonly measuredTree: string | null;
  readonly decision: Claim;
}

/**
 * Where screening saw nothing there is no number, which can mean that the gain is not there or that
 * the machine is too noisy. A confirmation in full size tells which.
 */
async function settled(
  run: RunContext,
  { name, measuredTree, decision }: Claimed,
  here: Decision,
): Promise<Decision> {
  const { benchmark: id, metric } = placeOf(decision);
  const benchmark = run.suite.benchmarks.find((one) => one.id === id);
  const result = resultAt(here, id, metric);
  const isOpen = here.check === 'faster' && result?.ratio === null;
  if (!isOpen || benchmark === undefined || measuredTree === null || metric === null) {
    return here;
  }
  const claimed = claimedMetric(run, benchmark);
  const sides = {
    base: { name: 'base', tree: run.started.base.tree },
    candidate: { name, tree: measuredTree },
  };
  run.hooks.onStage(`${name}: looking closer at ${benchmark.id}`);
  const measurement = await measureTrees(run, {
    key: `settle/${name}/${benchmark.id}`,
    ...sides,
    benchmark,
    claimed,
    stopping: confirmationOnly(run, 1),
    confirmIn: placementClaimedBy(claimed),
    generate: null,
  });
  if (measurement.kind === 'failed') {
    return here;
  }
  const [judged] = judgeTogether([measuredFrom(measurement, { ...sides, benchmark, claimed })]);
  const metrics = judged?.get(name)?.metrics ?? {};
  return { ...here, metrics: { ...here.metrics, [benchmark.id]: metrics } };
}
