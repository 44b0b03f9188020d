import type { BottleneckReport, DevManifest, PerformanceComparison } from '../../model/index.ts';
import { formatSignedPercent, formatSignedRange } from '../../report/index.ts';
import type { StepWork } from '../flow/flow-context.ts';
import { jsonOf } from '../flow/record-artifact.ts';
import { bottleneckPlaces } from './task-entries.ts';

/** Bottlenecks that are named as what is left. */
const LEFT_SHOWN = 3;

/**
 * What a run shows about the work, from its numbers: what was gained, by what, what did not work
 * and why, and what is left. Markdown list.
 *
 * @param back - what was kept at first and taken back
 */
export function workedLessons(
  work: StepWork,
  back: readonly { readonly title: string; readonly why: string }[],
): string {
  const { board } = work;
  const made = board.artifact('dev-manifest.json');
  const compared = board.artifact('performance-comparison.json');
  const profiled = board.artifact('bottleneck-report.json');
  const manifest = made === null ? null : jsonOf<DevManifest>(work, made);
  const comparison = compared === null ? null : jsonOf<PerformanceComparison>(work, compared);
  const report = profiled === null ? null : jsonOf<BottleneckReport>(work, profiled);
  const gained = (comparison?.comparisons ?? [])
    .filter(({ verdict }) => verdict === 'improved')
    .map(({ benchmark, metric, ratio, reason }) => {
      const change =
        ratio === null ? reason : `${formatSignedPercent(ratio)} (${formatSignedRange(ratio)})`;
      return `${benchmark} ${metric} ${change}`;
    });
  return [
    `- Gained: ${gained.join('; ') || 'nothing that could be shown'}.`,
    ...(manifest?.optimizations ?? []).map(({ title, reason }) => `- Worked: ${title}. ${reason}`),
    ...(manifest?.rejected ?? []).map(({ title, check, reason }) => {
      return `- Did not work: ${title}${check === null ? '' : ` (${check})`}. ${reason}`;
    }),
    ...back.map(({ title, why }) => `- Did not hold: ${title}. ${why}`),
    ...board.risks.map(({ step, risk, by }) => `- Accepted at step ${step} by ${by}: ${risk}`),
    `- Where the time went before: ${placesText(report)}.`,
  ]
    .map((line) => line.replaceAll(/\s+/g, ' ').trim())
    .join('\n');
}

function placesText(report: BottleneckReport | null): string {
  if (report === null) {
    return 'not known';
  }
  const places = bottleneckPlaces(report)
    .slice(0, LEFT_SHOWN)
    .map(({ where, share }) => `${where} ${(share * 100).toPrecision(3)} %`);
  return places.join(', ') || 'nowhere in particular';
}
