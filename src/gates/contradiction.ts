import type { MetricResult, Note, Witness } from '../model/index.ts';

/** A verdict on time is backed when instructions show at least this share of its change. */
const BACKING_SHARE = 0.25;

const ADVICE =
  'Instructions are blind to caches, memory and waiting, and vary where a program compiles ' +
  'itself while it runs. If the change is about none of these, measure again before you believe ' +
  'the time.';

/**
 * What is to be said when executed instructions contradict a verdict on time: nearly as many
 * although the time changed, more of them although it fell, or clearly fewer or more although the
 * time did not change. The verdict stays as it is. Other metrics can't be contradicted by it.
 *
 * @param metric - name of the claimed metric
 */
export function contradiction(
  metric: string,
  { verdict, ratio, minEffect }: MetricResult,
  witness: Witness,
): Note | null {
  if ((metric !== 'wall' && metric !== 'cpu') || ratio === null || verdict === 'inconclusive') {
    return null;
  }
  const time = metric === 'wall' ? 'Wall time' : 'CPU time';
  const seen = `${witness.kind} counted ${ratioText(witness)} times the base's instructions`;
  const change = Math.log(ratio.estimate);
  const [lo, hi] = [Math.log(witness.ratio.lo), Math.log(witness.ratio.hi)];
  if (verdict === 'unchanged') {
    const moved = Math.log1p(minEffect);
    return lo > moved || hi < -moved ? note(`${time} did not change, but ${seen}.`) : null;
  }
  // The end of the range that backs the verdict best.
  const best = change < 0 ? -lo : hi;
  return best < Math.abs(change) * BACKING_SHARE
    ? note(`${time} went to ${ratio.estimate.toFixed(3)} of the base, but ${seen}.`)
    : null;
}

function note(text: string): Note {
  return { code: 'witness-disagrees', text, advice: ADVICE };
}

function ratioText({ ratio }: Witness): string {
  const [estimate, lo, hi] = [ratio.estimate, ratio.lo, ratio.hi].map((one) => one.toFixed(4));
  return `${estimate} (${lo} to ${hi})`;
}
