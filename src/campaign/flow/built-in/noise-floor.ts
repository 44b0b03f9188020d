import { HoneError } from '../../../base/index.ts';
import type { BaselineBody, MetricResult, Suite } from '../../../model/index.ts';
import { targetDistances } from '../../../plan/index.ts';
import type { MeasuringResult } from '../measuring-run.ts';

/**
 * Ends a campaign whose targets ask for less than what this machine can tell from noise: whatever
 * was claimed at its end could not be believed.
 *
 * What can be seen is the half-width of the interval of the base against itself: with the pairs of
 * a verdict it is narrower by the square root of how many more there are.
 *
 * @param pairsMax - of a verdict in this run
 * @throws HoneError E_NOISE naming each target, what it asks for and what can be seen
 */
export function refuseIfNoiseHidesTargets(
  suite: Suite,
  measured: Pick<MeasuringResult, 'benchmarks'>,
  baseline: Pick<BaselineBody, 'benchmarks'>,
  pairsMax: number,
): void {
  const known = new Set(baseline.benchmarks.map(({ benchmark }) => benchmark));
  const hidden = targetDistances(suite, (benchmark, metric) => {
    const result = known.has(benchmark) ? resultOf(measured, benchmark, metric) : null;
    return result === null ? null : { value: result.base.median, unit: result.unit };
  }).flatMap((distance) => {
    const { benchmark, metric, reached, change_needed: needed } = distance;
    const result = resultOf(measured, benchmark, metric);
    const floor = result === null ? null : visibleChange(result, pairsMax);
    return reached || needed === null || floor === null || Math.abs(needed) >= floor
      ? []
      : [
          `${benchmark} ${metric}: the target asks for ${percent(Math.abs(needed))}, noise hides ` +
            `what is below ${percent(floor)}`,
        ];
  });
  if (hidden.length > 0) {
    throw new HoneError(
      'E_NOISE',
      `This machine can't see what the targets ask for. ${hidden.join('; ')}. ` +
        'Stop what else runs on it, allow more pairs (budgets.pairs in hone.yaml, or ' +
        '--max-pairs), make the benchmark longer, or use a quieter machine; "hone doctor" says ' +
        'what is wrong with this one.',
    );
  }
}

function resultOf(
  measured: Pick<MeasuringResult, 'benchmarks'>,
  benchmark: string,
  metric: string,
): MetricResult | null {
  const found = measured.benchmarks.find((one) => one.benchmark === benchmark);
  return found !== undefined && Object.hasOwn(found.metrics, metric)
    ? (found.metrics[metric] ?? null)
    : null;
}

/** The smallest relative change that the pairs of a verdict would tell from none. */
function visibleChange({ ratio, pairs }: MetricResult, pairsMax: number): number | null {
  if (ratio === null || pairs.confirmation === 0 || ratio.lo <= 0) {
    return null;
  }
  const halfWidth = Math.log(ratio.hi / ratio.lo) / 2;
  return Math.expm1(halfWidth * Math.sqrt(pairs.confirmation / pairsMax));
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(2))} %`;
}
