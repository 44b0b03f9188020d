import { type TSchema, type Static, Type } from 'typebox';
import { Value } from 'typebox/value';

import type { MeasurementKind } from '../../model/index.ts';
import type { Event } from '../../store/index.ts';
import { SUITE_KEY } from '../try/frozen-suite.ts';
import { OLD_SUITE, type RecordedStart, type RecordedSuiteChange } from './recorded-start.ts';

/** What one side of a measurement was. */
export interface MeasuredSide {
  readonly kind: MeasurementKind;
  readonly commit: string | null;
  readonly tree: string | null;
  readonly suiteHash: string | null;
}

/** What a run with steps recorded about itself. */
type RunStart = Exclude<RecordedStart, { kind: 'compare' | 'suite-change' }>;

/** A measurement of a run, by the key under which its batches are recorded. */
export interface MeasuredKey {
  /** First word of the key: measure, guard, stack, … */
  readonly prefix: string;
  /** Of the proposal; empty where there is none. */
  readonly proposal: string;
  readonly benchmark: string;
}

const TreeStep = Type.Object({ tree: Type.Union([Type.String(), Type.Null()]) });
const StackStep = Type.Object({
  commit: Type.String(),
  tree: Type.String(),
  decisions: Type.Array(
    Type.Object({
      rebased: Type.Optional(
        Type.Object({
          name: Type.String(),
          onto: Type.String(),
          to: Type.Union([Type.String(), Type.Null()]),
        }),
      ),
    }),
  ),
});
const Stored = Type.Union([
  Type.Object({ result: Type.Unknown() }),
  Type.Object({ blob: Type.String() }),
]);

/** A run of which steps can be looked up. */
export interface RunSteps {
  eventByKey(key: string): Event | null;
  /** The content of a blob; null when it is gone or damaged. */
  blob(hash: string): string | null;
}

/** What each side of a measurement was, as far as the run recorded it. */
export function sideOf(
  start: RecordedStart,
  steps: RunSteps,
  key: MeasuredKey,
  side: string,
): MeasuredSide {
  if (start.kind === 'compare') {
    const known = start.sides.find(({ name }) => name === side) ?? null;
    const none = { commit: null, tree: null, suiteHash: null };
    return { kind: 'compare', ...none, ...pick(known) };
  }
  if (start.kind === 'suite-change') {
    return sideOfSuite(start, steps, side);
  }
  const { suiteHash } = start;
  const kind = kindOf(start, key, side);
  const rebased = rebasedUnder(steps, key.proposal);
  if (side === 'base') {
    return rebased === null
      ? { kind, commit: start.base.commit, tree: start.base.tree, suiteHash }
      : { kind, commit: rebased.onto, tree: null, suiteHash };
  }
  if (rebased !== null) {
    return { kind, commit: null, tree: rebased.to, suiteHash };
  }
  const tree = treeOf(start, steps, key, side);
  const stack = side === 'stack' ? stackIn(steps) : null;
  const commit = tree === start.base.tree ? start.base.commit : (stack?.commit ?? null);
  return { kind, commit, tree, suiteHash };
}

/** The base under the suite of a side; that of today counts only once somebody agreed to it. */
function sideOfSuite(
  { base, suiteHash, old }: RecordedSuiteChange,
  steps: RunSteps,
  side: string,
): MeasuredSide {
  const isOld = side === OLD_SUITE;
  const tree = isOld ? old.tree : base.tree;
  return {
    kind: isOld || steps.eventByKey(SUITE_KEY) !== null ? 'base' : 'suite-change',
    commit: tree === base.tree ? base.commit : null,
    tree,
    suiteHash: isOld ? old.suiteHash : suiteHash,
  };
}

function pick(known: { commit: string; tree: string; suiteHash: string } | null) {
  return known === null
    ? {}
    : { commit: known.commit, tree: known.tree, suiteHash: known.suiteHash };
}

function kindOf(start: RunStart, { prefix }: MeasuredKey, side: string): MeasurementKind {
  if (prefix.startsWith('holdout')) {
    return 'holdout';
  }
  switch (start.kind) {
    case 'quick-look':
    case 'redteam':
    case 'baseline':
      return start.kind;
    case 'rerun':
      return 'rerun';
    case 'validation':
      return side === 'base' ? 'base' : 'validation';
    case 'try':
      if (prefix === 'contribution') {
        return 'contribution';
      }
      // The self-test has the base on both of its sides.
      return side === 'base' || prefix === 'noise'
        ? 'base'
        : prefix === 'stack'
          ? 'stack'
          : 'proposal';
  }
}

function treeOf(
  start: RunStart,
  steps: RunSteps,
  { prefix, proposal }: MeasuredKey,
  side: string,
): string | null {
  const recorded = start.sides?.find(({ name }) => name === side);
  if (recorded !== undefined) {
    return recorded.tree;
  }
  if (prefix === 'noise' || start.kind === 'baseline') {
    return start.base.tree;
  }
  if (side === 'stack') {
    return stackIn(steps)?.tree ?? null;
  }
  return stepIn(steps, `checked/${proposal}`, TreeStep)?.tree ?? null;
}

function stackIn(steps: RunSteps): Static<typeof StackStep> | null {
  return stepIn(steps, 'stack', StackStep);
}

/** A proposal on top of others is measured under a name of its own, which its decision gives. */
function rebasedUnder(steps: RunSteps, name: string): { onto: string; to: string | null } | null {
  if (!name.includes('~')) {
    return null;
  }
  const decisions = stackIn(steps)?.decisions ?? [];
  return decisions.find(({ rebased }) => rebased?.name === name)?.rebased ?? null;
}

/** The recorded result of a step; null when it is gone, or of another shape. */
export function stepIn<T extends TSchema>(
  steps: RunSteps,
  key: string,
  shape: T,
): Static<T> | null {
  const data: unknown = steps.eventByKey(key)?.data;
  if (!Value.Check(Stored, data)) {
    return null;
  }
  const json = 'blob' in data ? parsed(steps.blob(data.blob)) : data.result;
  return Value.Check(shape, json) ? json : null;
}

function parsed(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null; // a content that is no JSON says as little as one that is gone
  }
}
