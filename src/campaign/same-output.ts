import { BUILT_IN_METRICS, type OutputRule, type Sample } from '../model/index.ts';

/**
 * Whether a candidate printed in every run what the base printed. Where that was asked for, a
 * difference has ended the measurement before; else the hashes of all samples tell.
 *
 * @param asked.metric - name of the claimed one
 * @param samples - of one row
 * @returns null when nothing can be told: the base prints something else from run to run, or the
 *   metric itself stands in the output
 */
export function sameOutput(
  asked: { readonly output: OutputRule; readonly metric: { readonly name: string } },
  samples: readonly Pick<Sample, 'side' | 'outputSha256'>[],
  sides: { readonly base: string; readonly candidate: string },
): boolean | null {
  if (asked.output.kind !== 'ignore') {
    return true;
  }
  if (!BUILT_IN_METRICS.some((name) => name === asked.metric.name)) {
    return null;
  }
  const printedBy = (name: string): Set<string> =>
    new Set(samples.filter(({ side }) => side === name).map((sample) => sample.outputSha256));
  const base = printedBy(sides.base);
  const both = new Set([...base, ...printedBy(sides.candidate)]);
  return base.size === 1 ? both.size === 1 : null;
}
