import { ownField } from '../base/index.ts';
import type {
  Contribution,
  Decision,
  MetricResult,
  MetricsByBenchmark,
  TryResult,
} from '../model/index.ts';
import { metricAndMode } from './metric-words.ts';
import { formatSignedPercent } from './quantity.ts';
import { OWN_NAMES, quoted, resultSentence } from './result-sentence.ts';
import { oneLine } from './safe-text.ts';

/** One result of a trial and where it was found. */
export interface PlacedResult {
  readonly benchmark: string;
  readonly metric: string;
  readonly result: MetricResult;
}

/** How one check of a trial went, with the sign that stands for it. */
export interface CheckState {
  readonly check: string;
  readonly state: 'passed' | 'refused' | 'not run';
  readonly sign: string;
}

const CHECK_SIGNS: Readonly<Record<CheckState['state'], string>> = {
  passed: '✔',
  refused: '✘',
  'not run': '·',
};

/** Checks of a trial in the order in which they run. */
const CHECK_ORDER = [
  'admission',
  'worth',
  'build',
  'tests',
  'same-output',
  'faster',
  'no-harm',
  'plausible',
  'honest',
  'stack',
] as const;

/** How a decision is said, with a sign so that colour is not needed. */
export function decisionInWords(decision: Decision['decision']): DecisionWords {
  return DECISION_WORDS[decision];
}

/** A decision's sign and its words. */
export interface DecisionWords {
  readonly sign: string;
  readonly words: string;
}

const DECISION_WORDS: Readonly<Record<Decision['decision'], DecisionWords>> = {
  kept: { sign: '✔', words: 'kept' },
  rejected: { sign: '✘', words: 'rejected' },
  'needs-person': { sign: '?', words: 'needs person' },
};

/** The number that decided, or null when none was measured. */
export function headlineOf(decision: Pick<Decision, 'headline' | 'metrics'>): PlacedResult | null {
  const { headline } = decision;
  if (headline === null) {
    return null;
  }
  const result = ownField(ownField(decision.metrics, headline.benchmark), headline.metric);
  return result === undefined ? null : { ...headline, result };
}

/** A headline in few words: `-19.1 % wall time, free`; null when nothing could be estimated. */
export function headlineNumber(headline: PlacedResult | null): string | null {
  const ratio = headline?.result.ratio ?? null;
  return headline === null || ratio === null
    ? null
    : `${formatSignedPercent(ratio)} ${modeOf(headline)}`;
}

/** What git did to a proposal that was made before the base was; null when it was made on it. */
export function ontoBaseSentence({ ontoBase }: Pick<Decision, 'ontoBase'>): string | null {
  if (ontoBase === undefined) {
    return null;
  }
  const { fork, from, onto, to } = ontoBase;
  const made =
    from.commit === null || fork === null
      ? 'a patch of other contents than the base has'
      : `commit ${short(from.commit)}, which forked off at ${short(fork)}`;
  const trees =
    from.tree === null ? `tree ${short(to.tree)}` : `tree ${short(from.tree)} → ${short(to.tree)}`;
  const diffs = `diff ${short(from.diff)} → ${short(to.diff)}`;
  return `Handed in as ${made}; judged as git rebased it onto ${short(onto)} (${trees}, ${diffs}).`;
}

function short(id: string): string {
  return oneLine(id).slice(0, 10);
}

/** How a proposal fared on top of what was kept before it; null when it was not tried there. */
export function rebasedSentence({ rebased }: Pick<Decision, 'rebased'>): string | null {
  if (rebased === undefined) {
    return null;
  }
  const { by, onto, from, to, decision, check } = rebased;
  const onTop = `onto ${onto.slice(0, 10)}, what was kept before it`;
  const who = by === 'git' ? `Rebased by git ${onTop}` : `Proposed once more ${onTop}`;
  const trees = to === null ? '' : ` (tree ${from.slice(0, 10)} became ${to.slice(0, 10)})`;
  const number = headlineNumber(headlineOf(rebased));
  const { words } = decisionInWords(decision);
  const at = check === null ? '' : ` at ${check}`;
  return `${who}${trees}: ${words}${at} there${number === null ? '' : `, ${number}`}.`;
}

/** Metric and mode of a result: `wall time, free`. */
export function modeOf(placed: PlacedResult): string {
  return metricAndMode(placed.metric, placed.result.placement);
}

/** The metric and mode that all headlines share; null when they differ or there are none. */
export function sharedMode(decisions: readonly Decision[]): string | null {
  const modes = new Set(
    decisions.map((decision) => headlineOf(decision)).flatMap((one) => (one ? [modeOf(one)] : [])),
  );
  const [only] = modes;
  return modes.size === 1 && only !== undefined ? only : null;
}

/** Every result of a trial, the claimed ones first, otherwise in the order they are in. */
export function placedResults(metrics: MetricsByBenchmark): PlacedResult[] {
  const all = Object.entries(metrics).flatMap(([benchmark, byMetric]) =>
    Object.entries(byMetric).map(([metric, result]) => ({ benchmark, metric, result })),
  );
  return all.toSorted((left, right) => Number(right.result.claimed) - Number(left.result.claimed));
}

/** How often each decision fell: `2 kept, 4 rejected, 1 needs a person`. */
export function decisionCounts(decisions: readonly Decision[]): string {
  const kinds = ['kept', 'rejected', 'needs-person'] as const;
  const parts = kinds
    .map((kind) => ({ kind, count: decisions.filter((one) => one.decision === kind).length }))
    .filter(({ count }) => count > 0)
    .map(({ kind, count }) =>
      kind === 'needs-person'
        ? `${count} ${count === 1 ? 'needs' : 'need'} a person`
        : `${count} ${kind}`,
    );
  return parts.length === 0 ? 'no proposals' : parts.join(', ');
}

/** Every check of a trial and how it went, as far as the decision tells. */
export function checkStates(decision: Decision): CheckState[] {
  // Only a profile of the base can tell what is worth measuring; mostly there is none.
  const order = CHECK_ORDER.filter((check) => check !== 'worth' || decision.check === check);
  const refusedAt = decision.check === null ? -1 : order.indexOf(decision.check);
  return order.map((check, index) => {
    const passed = refusedAt === -1 || index < refusedAt;
    const state = passed ? 'passed' : index === refusedAt ? 'refused' : 'not run';
    return { check, state, sign: CHECK_SIGNS[state] };
  });
}

/** A check as one piece of text: `✔ build`, `· tests (not run)`. */
export function checkInWords({ check, state, sign }: CheckState): string {
  return `${sign} ${check}${state === 'not run' ? ' (not run)' : ''}`;
}

/** What all kept proposals do together, one sentence for each claimed result. */
export function stackSentences(result: TryResult): string[] {
  if (result.stack === null) {
    return [];
  }
  const sentences = placedResults(result.stack.metrics)
    .filter((placed) => placed.result.claimed)
    .map(({ benchmark, metric, result: one }) => {
      const claim = { base: OWN_NAMES.base, candidate: OWN_NAMES.stack, metric, result: one };
      return `${oneLine(benchmark)}: ${resultSentence(claim)}`;
    });
  return result.stack.note === null ? sentences : [...sentences, oneLine(result.stack.note)];
}

/** The claimed results of a contribution: the whole stack against the stack without it. */
export function contributionResults(contribution: Contribution): PlacedResult[] {
  return placedResults(contribution.metrics).filter((placed) => placed.result.claimed);
}

/** What to do after a run, as whole sentences; commands are written as they are typed. */
export function nextSteps(result: TryResult): string[] {
  const kept = result.decisions.filter((one) => one.decision === 'kept');
  const waiting = result.decisions.filter((one) => one.decision === 'needs-person');
  const steps: string[] = [];
  if (kept.length > 0 && result.branch !== null) {
    const branch = oneLine(result.branch);
    steps.push(`See what was kept: git log ${result.base.slice(0, 10)}..${branch}`);
    steps.push(`Take it: git merge ${branch}`);
  } else if (kept.length > 0) {
    steps.push('Nothing was committed. Run the same command with --keep to get a branch.');
  }
  for (const decision of waiting) {
    steps.push(`Look at it before it can be kept: hone show ${quoted(decision.proposal)}`);
    if (decision.next !== undefined) {
      steps.push(
        `Bring ${quoted(decision.proposal)} onto what was kept: ${oneLine(decision.next)}`,
      );
    }
  }
  const refused = result.decisions.find((one) => one.decision === 'rejected');
  if (refused !== undefined) {
    steps.push(`Everything about one proposal: hone show ${quoted(refused.proposal)}`);
  }
  steps.push(`The report with the numbers of every metric: hone report --html report.html`);
  return steps;
}
