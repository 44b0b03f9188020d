import { mergeTrees } from '../../git/index.ts';
import type { Decision } from '../../model/index.ts';
import { conflictText } from '../conflict-text.ts';
import { collectedFrom } from './collected.ts';
import { nextOnStack } from './next-on-stack.ts';
import { judgeOnTop, onTopOf, type Rebased, rebasedFrom, rebasedName } from './on-top.ts';
import { recordProposer } from './proposer-event.ts';
import type { RunContext } from './run-context.ts';
import type { NamedSource } from './started.ts';
import { buildAndTest, type Checked, checkCollected, checkProposal } from './trial.ts';
import { trusted } from './trusted.ts';

/** What was kept so far. */
export interface Below {
  readonly commit: string;
  readonly tree: string;
  /** Files that it changes in the base; empty when it is the base. */
  readonly paths: ReadonlySet<string>;
}

/** What passed alone and goes onto the stack now. */
export interface Candidate {
  readonly named: NamedSource;
  readonly decision: Decision;
  readonly checked: Checked;
  /** The proposal alone on the base. */
  readonly tree: string;
}

/** Where it is on the stack, or why it is not. */
export type Placed =
  | {
      readonly kind: 'placed';
      readonly tree: string;
      /** Files that it changes in what is below it. */
      readonly paths: readonly string[];
      readonly rebased: Rebased | null;
    }
  | { readonly kind: 'waiting'; readonly decision: Decision };

/**
 * Puts a proposal onto what was kept before it, three ways with the base as the ancestor. Where
 * both change the same file and git can merge that, the merged tree is a proposal of its own: it is
 * checked and measured on top of what was kept. Where git can't, or the tests fail there, a command
 * gets another turn on top of it; what somebody made elsewhere waits for a person.
 */
export async function placeOnStack(
  run: RunContext,
  below: Below,
  candidate: Candidate,
): Promise<Placed> {
  const { tree: own, decision } = candidate;
  const paths = pathsOf(candidate.checked);
  const sides = { base: run.started.base.tree, ours: below.tree, theirs: own };
  const { objectsDir, signal } = run;
  const merged = await mergeTrees(run.repository, sides, { objectsDir, signal });
  if (merged.kind === 'conflict') {
    const reason =
      `Faster alone, but it conflicts with what was kept before it in ` +
      `${merged.paths.join(', ')}. Rebase it onto the kept stack and try it again.`;
    return anotherTurn(run, below, candidate, { reason, conflict: { paths: [...merged.paths] } });
  }
  if (below.paths.size === 0) {
    // The very tree that was tested and measured.
    return { kind: 'placed', tree: merged.tree, paths, rebased: null };
  }
  if (paths.some((path) => below.paths.has(path))) {
    return mergedOnTop(run, below, candidate, merged.tree);
  }
  const name = `${decision.proposal} on the stack`;
  const { build, tests } = await buildAndTest(run, merged.tree, name);
  const failed = [build, tests].find((outcome) => outcome?.kind === 'failed');
  return failed?.kind === 'failed'
    ? anotherTurn(run, below, candidate, { reason: brokenThere(failed.reason) })
    : { kind: 'placed', tree: merged.tree, paths, rebased: null };
}

/** Git merged lines of the same files: whether that is still faster is not known yet. */
async function mergedOnTop(
  run: RunContext,
  below: Below,
  candidate: Candidate,
  tree: string,
): Promise<Placed> {
  const { decision, named, tree: from } = candidate;
  const name = rebasedName(named.name);
  const there = onTopOf(run, below, { proposal: named.name, name });
  run.hooks.onStage(`${named.name}: rebased onto what was kept before it`);
  const checked = await run.store.step(run.run, `checked/${name}`, trusted<Checked>, async () =>
    checkCollected(
      there,
      name,
      await collectedFrom(tree, decision.title, { ...there, base: there.started.base }),
    ),
  );
  const ruling = await judgeOnTop(there, name, checked);
  // Nothing is left of what those before it had changed already.
  const to = checked.collected.kind === 'collected' ? tree : null;
  const rebased = rebasedFrom(ruling, { name, onto: below.commit, by: 'git', from, to });
  if (ruling.decision === 'kept') {
    return placedAs(checked, tree, rebased);
  }
  const isBroken = ruling.check === 'build' || ruling.check === 'tests';
  const reason = isBroken
    ? brokenThere(ruling.reason)
    : `Faster alone, but rebased onto what was kept before it: ${ruling.reason}`;
  return isBroken
    ? anotherTurn(run, below, candidate, { reason, rebased })
    : waiting(run, candidate, { reason, rebased });
}

interface Refusal {
  readonly reason: string;
  readonly conflict?: NonNullable<Decision['conflict']>;
  readonly rebased?: Rebased;
}

/** A command can be asked once more; the others can't. */
async function anotherTurn(
  run: RunContext,
  below: Below,
  candidate: Candidate,
  refusal: Refusal,
): Promise<Placed> {
  const { named, tree: from } = candidate;
  if (named.source.kind !== 'command') {
    return waiting(run, candidate, refusal);
  }
  // What git merged and what failed its tests has the shorter name already.
  const name = `${rebasedName(named.name)}${refusal.rebased === undefined ? '' : '~again'}`;
  const there = onTopOf(run, below, { proposal: named.name, name });
  run.hooks.onStage(`${named.name}: asking once more, on top of what was kept before it`);
  const { collected: own } = candidate.checked;
  const patch = own.kind === 'collected' ? own.patch : '';
  const conflict = conflictText({ reason: refusal.reason, patch });
  const checked = await run.store.step(run.run, `checked/${name}`, trusted<Checked>, () =>
    checkProposal(there, { ...named, name }, conflict),
  );
  recordProposer(run, name, checked.proposer);
  const ruling = await judgeOnTop(there, name, checked);
  const { collected } = checked;
  const to = collected.kind === 'collected' ? collected.tree : null;
  const rebased = rebasedFrom(ruling, { name, onto: below.commit, by: 'proposer', from, to });
  if (ruling.decision === 'kept' && to !== null) {
    return placedAs(checked, to, rebased);
  }
  const reason = `${refusal.reason} Asked once more on top of it: ${ruling.reason}`;
  return waiting(run, candidate, { ...refusal, reason, rebased });
}

function placedAs(checked: Checked, tree: string, rebased: Rebased): Placed {
  return { kind: 'placed', tree: checked.tree ?? tree, paths: pathsOf(checked), rebased };
}

function waiting(run: RunContext, { decision, named }: Candidate, refusal: Refusal): Placed {
  const next = nextOnStack(run, named);
  return {
    kind: 'waiting',
    decision: { ...decision, decision: 'needs-person', check: 'stack', next, ...refusal },
  };
}

function brokenThere(reason: string): string {
  return `Faster alone, but on top of the kept stack: ${reason}`;
}

function pathsOf({ collected }: Checked): readonly string[] {
  return collected.kind === 'collected' ? collected.changes.map(({ path }) => path) : [];
}
