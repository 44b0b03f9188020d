import { ownField } from '../../base/index.ts';
import type { Decision, MetricResult, RatioEstimate, RerunProposal } from '../../model/index.ts';

/** What a receipt says of a gain. */
export type Claim = Pick<Decision, 'proposal' | 'headline' | 'metrics'>;

/** Of a diff that does not make what was measured. @param about.ground - what it was put on */
export function otherTree(
  claim: Claim,
  about: { readonly measuredTree: string | null; readonly tree: string; readonly ground: string },
): RerunProposal {
  const { measuredTree, tree, ground } = about;
  return notMeasured(
    claim,
    `The diff in the receipt makes the tree ${tree.slice(0, 10)} out of ${ground}, and ` +
      `${(measuredTree ?? '').slice(0, 10)} was measured: it is not the diff of that result.`,
  );
}

/** Of a gain that can't be measured as it was. */
export function notMeasured(claim: Claim, text: string): RerunProposal {
  return {
    proposal: claim.proposal,
    outcome: 'fails',
    ...placeOf(claim),
    there: null,
    here: null,
    overlaps: null,
    decision: null,
    text,
  };
}

/**
 * Whether a kept gain holds here: what is kept here too, does. What is refused here does not,
 * unless the numbers can't tell it from the gain that was claimed, or it is too large to believe.
 * That the intervals of a gain lie apart is said, but it may well be another one elsewhere.
 *
 * @param there - the decision of the receipt, which kept it
 * @param here - the decision of the run on this machine
 */
export function rerunOutcome(there: Claim, here: Decision): RerunProposal {
  const { benchmark, metric } = placeOf(there);
  const before = resultAt(there, benchmark, metric)?.ratio ?? null;
  const after = resultAt(here, benchmark, metric);
  const ratio = after?.ratio ?? null;
  const overlaps = before === null || ratio === null ? null : overlap(before, ratio);
  const outcome = outcomeFrom(here, after, overlaps);
  // The reason may speak of another benchmark, or of a screening without a number.
  const isMissed = ratio !== null && here.check === 'faster';
  const seen = isMissed
    ? ` On ${benchmark} ${metric}, where the gain was, new / old is ${ratioText(ratio)} here.`
    : '';
  const apart = overlaps === false ? ' The interval lies apart from that in the receipt.' : '';
  return {
    proposal: there.proposal,
    outcome,
    benchmark,
    metric,
    there: before,
    here: ratio,
    overlaps,
    decision: here.decision,
    text: `${OUTCOME_WORDS[outcome]}: ${here.reason}${seen}${apart}`,
  };
}

const OUTCOME_WORDS: Readonly<Record<RerunProposal['outcome'], string>> = {
  holds: 'It holds here',
  fails: 'It does not hold here',
  inconclusive: 'It can neither be confirmed nor refuted here',
};

function outcomeFrom(
  here: Decision,
  after: MetricResult | null,
  overlaps: boolean | null,
): RerunProposal['outcome'] {
  switch (here.decision) {
    case 'kept':
      return 'holds';
    case 'needs-person':
      return 'inconclusive';
    case 'rejected': {
      const isOpen = after === null || after.verdict === 'inconclusive';
      return here.check === 'faster' && isOpen && overlaps !== false ? 'inconclusive' : 'fails';
    }
  }
}

/** Where a gain was claimed. */
export function placeOf(decision: Claim): { benchmark: string | null; metric: string | null } {
  const { headline } = decision;
  return { benchmark: headline?.benchmark ?? null, metric: headline?.metric ?? null };
}

/** A result in what was claimed; null when there is none. */
export function resultAt(
  decision: Claim,
  benchmark: string | null,
  metric: string | null,
): MetricResult | null {
  const metrics = benchmark === null ? undefined : ownField(decision.metrics, benchmark);
  return metric === null ? null : (ownField(metrics, metric) ?? null);
}

function ratioText({ estimate, lo, hi }: RatioEstimate): string {
  return `${estimate.toFixed(3)} (${lo.toFixed(3)} to ${hi.toFixed(3)})`;
}

function overlap(left: RatioEstimate, right: RatioEstimate): boolean {
  return left.lo <= right.hi && right.lo <= left.hi;
}
