import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';

import { Environment } from '../../model/index.ts';
import { ownField } from '../../base/index.ts';
import type { Event } from '../../store/index.ts';

/** What kind of run measured. */
export type MeasuringKind =
  | 'try'
  | 'baseline'
  | 'validation'
  | 'quick-look'
  | 'rerun'
  | 'redteam'
  | 'suite-change'
  | 'compare';

const Side = Type.Object({ name: Type.String(), tree: Type.String() });

const StartShape = Type.Object({
  base: Type.Object({
    commit: Type.String(),
    tree: Type.String(),
    branch: Type.Union([Type.String(), Type.Null()]),
  }),
  configBlob: Type.String(),
  suiteHash: Type.String(),
  sides: Type.Optional(Type.Array(Side)),
});

const CompareShape = Type.Object({
  configBlob: Type.String(),
  samplesBlob: Type.String(),
  branch: Type.Union([Type.String(), Type.Null()]),
  environment: Environment,
  sides: Type.Array(
    Type.Object({
      name: Type.String(),
      commit: Type.String(),
      tree: Type.String(),
      suiteHash: Type.String(),
    }),
  ),
});

const SuiteChangeShape = Type.Object({
  base: StartShape.properties.base,
  configBlob: Type.String(),
  suiteHash: Type.String(),
  /** The suite before, and the base with its files. */
  old: Type.Object({ configBlob: Type.String(), suiteHash: Type.String(), tree: Type.String() }),
});

/** What is recorded before the same code is measured under two suites. */
export type RecordedSuiteChange = Static<typeof SuiteChangeShape>;

/** What the event of a comparison between revisions holds. */
export type RecordedCompare = Static<typeof CompareShape>;

/** What a run that measures recorded about itself before it began. */
export type RecordedStart =
  | ({ readonly kind: Exclude<MeasuringKind, 'compare' | 'suite-change'> } & Static<
      typeof StartShape
    >)
  | ({ readonly kind: 'suite-change' } & RecordedSuiteChange)
  | ({ readonly kind: 'compare' } & RecordedCompare);

/** Type of the event before the same code is measured under two suites. */
export const SUITE_MEASURING_TYPE = 'suite.measuring';

/** Name of the side that is measured under the suite before. */
export const OLD_SUITE = 'old suite';

/** Type of the event of a comparison between revisions. */
export const COMPARE_TYPE = 'compare.finished';

/**
 * What the run is about.
 *
 * @returns null for a run that measures nothing; `unknown` when the event is not understood
 */
export function recordedStart(
  events: readonly Event[],
  purpose: string,
): RecordedStart | 'unknown' | null {
  for (const { type, data } of events) {
    const kind = kindOf(type, purpose);
    if (kind === null) {
      continue;
    }
    if (kind === 'compare') {
      return Value.Check(CompareShape, data) ? { kind, ...data } : 'unknown';
    }
    if (kind === 'suite-change') {
      return Value.Check(SuiteChangeShape, data) ? { kind, ...data } : 'unknown';
    }
    const start: unknown = kind === 'redteam' && isRecord(data) ? ownField(data, 'started') : data;
    return Value.Check(StartShape, start) ? { kind, ...start } : 'unknown';
  }
  return null;
}

function kindOf(type: string, purpose: string): MeasuringKind | null {
  switch (type) {
    case 'run.started':
      return 'try';
    case 'measuring.started':
      return purpose === 'baseline' ? 'baseline' : 'validation';
    case 'quick-look.started':
      return 'quick-look';
    case 'receipt.rerun':
      return 'rerun';
    case 'redteam.started':
      return 'redteam';
    case SUITE_MEASURING_TYPE:
      return 'suite-change';
    case COMPARE_TYPE:
      return 'compare';
    default:
      return null;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
