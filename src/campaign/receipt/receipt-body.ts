import { createHash } from 'node:crypto';

import { Type } from 'typebox';
import { Value } from 'typebox/value';

import { CONFIRMATION_PAIRS } from '../../bench/index.ts';
import { ALPHA } from '../../gates/index.ts';
import {
  type Decision,
  type Proposer,
  ProposerRecord,
  type Receipt,
  type ReceiptMeasurement,
  type ReceiptOverride,
  type ReceiptProposal,
  type TryResult,
} from '../../model/index.ts';
import { PLAUSIBLE_RATIO_MIN } from '../limits.ts';
import { stoppingRule } from '../measure-plan.ts';
import type { Collected } from '../try/collected.ts';
import type { NamedSource, Started } from '../try/started.ts';
import {
  batchesUnder,
  checkedIn,
  RecordGap,
  type RecordedRun,
  resultIn,
  stackIn,
  startedIn,
} from './recorded-run.ts';

/** What a receipt says in plain fields; all of it follows from the journal of the run. */
export type ReceiptBody = Pick<
  Receipt,
  | 'run'
  | 'commit'
  | 'suiteHash'
  | 'hone'
  | 'environment'
  | 'seeds'
  | 'settings'
  | 'proposals'
  | 'stack'
  | 'overrides'
> & { readonly subject: Pick<Receipt['subject'], 'tree' | 'branch'> };

/**
 * The plain fields of a receipt from the record of a finished run. Whoever checks a receipt calls
 * it on the journal in it, so that nothing can be said in one place and recorded otherwise.
 *
 * @throws RecordGap when the record lacks something
 */
export function receiptBody(recorded: RecordedRun): ReceiptBody {
  const started = startedIn(recorded);
  const result = resultIn(recorded);
  const measurements = measurementsIn(recorded, started, result);
  return {
    run: recorded.run,
    commit: started.base.commit,
    suiteHash: started.suiteHash,
    hone: result.environment.hone,
    environment: result.environment,
    subject: { tree: started.base.tree, branch: started.base.branch },
    seeds: { order: started.seed, holdout: started.holdoutSeed },
    settings: settingsOf(started),
    proposals: started.proposals.map((named) => {
      const decision = decisionOn(result, named.name);
      return proposalFrom(recorded, named, { decision, measurements });
    }),
    stack: stackFrom(recorded, result, measurements),
    overrides: overridesIn(recorded, started),
  };
}

/** SHA-256 of a text, hex. */
export function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Where a measurement belongs; `proposal` is null for the stack as a whole. */
interface PlacedMeasurement {
  readonly proposal: string | null;
  readonly ofStack: boolean;
  readonly measurement: ReceiptMeasurement;
}

function settingsOf(started: Started): Receipt['settings'] {
  const { pairsMax, timeLimitMs } = started;
  const rule = stoppingRule(pairsMax, timeLimitMs, 'after-signal');
  return {
    pairsMax,
    pairsMin: Math.min(CONFIRMATION_PAIRS.min, pairsMax),
    timeLimitMs,
    looks: [...rule.looks],
    screeningAlpha: rule.alpha,
    alpha: ALPHA,
    plausibleRatioMin: PLAUSIBLE_RATIO_MIN,
  };
}

function decisionOn(result: TryResult, name: string): Decision {
  const decision = result.decisions.find((one) => one.proposal === name);
  if (decision === undefined) {
    throw new RecordGap(`The recorded result has no decision on ${name}.`);
  }
  return decision;
}

function proposalFrom(
  recorded: RecordedRun,
  named: NamedSource,
  known: {
    readonly decision: Decision;
    readonly measurements: readonly PlacedMeasurement[];
  },
): ReceiptProposal {
  const { name } = named;
  const { decision, measurements } = known;
  const { rebased } = decision;
  const { collected } = checkedIn(recorded, name);
  return {
    name,
    title: collected.title,
    proposer: proposerOf(recorded, named),
    ...triedAs(recorded, name, measurements),
    ...handedIn(collected),
    ...(rebased === undefined
      ? {}
      : {
          rebased: {
            name: rebased.name,
            onto: rebased.onto,
            ...triedAs(recorded, rebased.name, measurements),
          },
        }),
    decision,
  };
}

/** The diff as it was before git rebased it onto the base. */
function handedIn(collected: Collected): Pick<ReceiptProposal, 'handedIn'> {
  const text = collected.kind === 'collected' ? collected.handedIn?.patch : undefined;
  return text === undefined ? {} : { handedIn: { sha256: sha256Of(text), text } };
}

/** What was checked and measured under a name. */
function triedAs(
  recorded: RecordedRun,
  name: string,
  measurements: readonly PlacedMeasurement[],
): Pick<ReceiptProposal, 'diff' | 'tree' | 'measuredTree' | 'outcomes' | 'measurements'> {
  const { collected, admission, build, tests, tree } = checkedIn(recorded, name);
  const isCollected = collected.kind === 'collected';
  return {
    diff: isCollected ? { sha256: sha256Of(collected.patch), text: collected.patch } : null,
    tree: isCollected ? collected.tree : null,
    measuredTree: tree,
    outcomes: { admission, build, tests },
    measurements: measurements
      .filter(({ proposal, ofStack }) => proposal === name && !ofStack)
      .map(({ measurement }) => measurement),
  };
}

/** What the proposer left about itself is an event `proposer/<name>`, where there is one. */
function proposerOf(recorded: RecordedRun, { name, source }: NamedSource): Proposer {
  const own: Proposer = { kind: source.kind, source, trace: null, usage: null };
  const data = recorded.eventByKey(`proposer/${name}`)?.data;
  if (!Value.Check(ProposerRecord, data)) {
    return own;
  }
  const { by, trace, usage } = data;
  return { ...own, by, trace, usage };
}

const KINDS = ['measure', 'guard', 'holdout', 'holdout-again'];
const TAIL = /\/(?:batch\/0|failed)$/;

/** All measurements of the run, in the order in which they began. */
function measurementsIn(
  recorded: RecordedRun,
  started: Started,
  { decisions }: TryResult,
): PlacedMeasurement[] {
  const rebased = decisions.flatMap((decision) => decision.rebased?.name ?? []);
  // A name may hold slashes, so `a/b` must not be taken for a benchmark `b` of `a`.
  const names = [...started.proposals.map(({ name }) => name), ...rebased].sort(
    (a, b) => b.length - a.length,
  );
  const begun = recorded.events.flatMap(({ key }) =>
    key !== null && TAIL.test(key) ? [key.replace(TAIL, '')] : [],
  );
  return [...new Set(begun)].flatMap((key) => {
    const place = placeOf(key, names);
    return place === null
      ? []
      : [{ ...place, measurement: measurementUnder(recorded, key, place) }];
  });
}

interface KeyPlace {
  readonly proposal: string | null;
  readonly ofStack: boolean;
  readonly benchmark: string;
}

function placeOf(key: string, names: readonly string[]): KeyPlace | null {
  const kind = key.slice(0, key.indexOf('/'));
  const rest = key.slice(kind.length + 1);
  if (kind === 'stack') {
    return { proposal: null, ofStack: true, benchmark: rest };
  }
  if (kind !== 'contribution' && !KINDS.includes(kind)) {
    return null;
  }
  const proposal = names.find((name) => rest.startsWith(`${name}/`)) ?? null;
  return proposal === null
    ? null
    : {
        proposal,
        ofStack: kind === 'contribution',
        benchmark: rest.slice(proposal.length + 1),
      };
}

function measurementUnder(
  recorded: RecordedRun,
  key: string,
  { proposal, ofStack, benchmark }: KeyPlace,
): ReceiptMeasurement {
  const batches = batchesUnder(recorded, key);
  return {
    key,
    benchmark,
    base: ofStack && proposal !== null ? `without ${proposal}` : 'base',
    candidate: ofStack ? 'stack' : (proposal ?? ''),
    batches: batches.map(({ sha256 }) => sha256),
    samples: batches.reduce((sum, { samples }) => sum + samples.length, 0),
    failure: failureUnder(recorded, key),
  };
}

function failureUnder(recorded: RecordedRun, key: string): string | null {
  const event = recorded.eventByKey(`${key}/failed`);
  if (event === null) {
    return null;
  }
  const { data } = event;
  const reason = typeof data === 'object' && data !== null && 'reason' in data ? data.reason : null;
  const kind = typeof reason === 'object' && reason !== null && 'kind' in reason ? reason.kind : '';
  return typeof kind === 'string' && kind !== '' ? kind : 'unknown';
}

function stackFrom(
  recorded: RecordedRun,
  result: TryResult,
  measurements: readonly PlacedMeasurement[],
): Receipt['stack'] {
  if (result.stack === null) {
    return null;
  }
  return {
    ...result.stack,
    tree: stackIn(recorded).tree,
    measurements: measurements
      .filter(({ ofStack }) => ofStack)
      .map(({ measurement }) => measurement),
  };
}

const OverrideData = Type.Object({
  proposal: Type.Optional(Type.String()),
  by: Type.Optional(Type.String()),
  reason: Type.Optional(Type.String()),
});

/** Where a person went against what was decided or frozen. */
function overridesIn(recorded: RecordedRun, started: Started): ReceiptOverride[] {
  const begun = recorded.eventByKey('started')?.seq ?? 1;
  const cleared = (started.clearances ?? []).map(({ proposal, by, reason }) => ({
    what: 'clearance',
    seq: begun,
    proposal,
    by,
    reason,
  }));
  const others = recorded.events.flatMap(({ type, seq, data }) => {
    if (type !== 'suite.frozen' && !/\boverrid/.test(type)) {
      return [];
    }
    const said = Value.Check(OverrideData, data) ? data : {};
    const { proposal = null, by = 'unknown', reason = '' } = said;
    return by === 'first use' ? [] : [{ what: type, seq, proposal, by, reason }];
  });
  return [...cleared, ...others];
}
