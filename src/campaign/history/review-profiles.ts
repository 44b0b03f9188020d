import type { ProfileReport, ReviewEntry, ReviewPart } from '../../model/index.ts';
import type { KeptProfile } from '../profile/kept-profiles.ts';
import { BOTTLENECK_GROWTH_MIN, BOTTLENECK_SHARE_MIN } from './limits.ts';

/**
 * Places that cost time in the newest profile and did not in the last one before the span: new
 * ones, and ones whose interval lies above what it was.
 *
 * @param profiles - oldest first
 */
export function newBottlenecks(profiles: readonly KeptProfile[], since: string): ReviewPart {
  const isInside = ({ report }: KeptProfile) => Date.parse(report.created_at) >= Date.parse(since);
  const newest = profiles.findLast(isInside);
  if (newest === undefined) {
    return { findings: [], unknown: ['Nobody profiled in that time ("hone profile").'] };
  }
  const seen = benchmarksOf(newest.report);
  const findings: ReviewEntry[] = [];
  const unknown: string[] = [];
  for (const benchmark of seen) {
    const before = profiles.findLast(
      (one) => !isInside(one) && benchmarksOf(one.report).includes(benchmark),
    );
    if (before === undefined) {
      unknown.push(`${benchmark} was not profiled before, so nothing of it can be called new.`);
    } else {
      findings.push(...risen(benchmark, before, newest));
    }
  }
  return { findings, unknown };
}

function benchmarksOf({ workloads }: ProfileReport): string[] {
  return workloads.map(({ benchmark }) => benchmark);
}

function risen(benchmark: string, before: KeptProfile, after: KeptProfile): ReviewEntry[] {
  const rows = ({ report }: KeptProfile) =>
    report.bottlenecks.filter((one) => one.benchmark === benchmark);
  const known = new Map(rows(before).map((one) => [one.id, one.share.actionable]));
  return rows(after).flatMap(({ id, location, share }): ReviewEntry[] => {
    const now = share.actionable;
    const then = known.get(id);
    const where = `${location.function} (${location.file ?? 'no file'})`;
    const shared = { run: after.id, benchmark, metric: null };
    if (then === undefined) {
      const text = `${where} costs ${percent(now.estimate)}; profile ${before.id} did not have it.`;
      return now.estimate < BOTTLENECK_SHARE_MIN
        ? []
        : [{ kind: 'new-bottleneck', text, ...shared }];
    }
    const grew = (now.lo ?? 0) > (then.hi ?? 1) + BOTTLENECK_GROWTH_MIN;
    const text = `${where} went from ${percent(then.estimate)} to ${percent(now.estimate)}.`;
    return grew ? [{ kind: 'grown-bottleneck', text, ...shared }] : [];
  });
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
