import type { GrowthExponent, ScalingPoint } from '../../detectors/index.ts';
import type { Bottleneck, ProfiledWorkload } from '../../model/index.ts';
import type { Growth } from './runtime-seen.ts';

type ReportedGrowth = NonNullable<ProfiledWorkload['growth']>;

/**
 * How the time of functions grows with an input, the steepest first; empty when nobody looked.
 *
 * @param exponentOf - of detectors, which are loaded only when they are needed
 */
export function growthOf(
  growth: Growth | null,
  exponentOf: (points: readonly ScalingPoint[]) => GrowthExponent | null,
): ReportedGrowth {
  if (growth === null) {
    return [];
  }
  const { input, sizes, scaling } = growth;
  const functions = scaling.flatMap(({ name, file, line, points }) => {
    const found = exponentOf(points);
    return found === null
      ? []
      : [
          {
            function: name,
            file: file === '' ? null : file,
            line: line === 0 ? null : line,
            exponent: { estimate: found.exponent, lo: found.lo, hi: found.hi, n: found.runs },
          },
        ];
  });
  return [
    {
      input,
      sizes: [...sizes],
      functions: functions.toSorted(
        (left, right) => right.exponent.estimate - left.exponent.estimate,
      ),
    },
  ];
}

/** The rows of a workload with the growth of their functions. */
export function withGrowth(rows: readonly Bottleneck[], growth: ReportedGrowth): Bottleneck[] {
  const functions = growth.flatMap((one) => one.functions);
  return rows.map((row) => {
    const { function: name, file, line } = row.location;
    const own = functions.find(
      (one) => one.function === name && one.file === file && one.line === line,
    );
    return own === undefined ? row : { ...row, growth_exponent: own.exponent };
  });
}
