import type {
  DevManifest,
  MetricComparison,
  PerformanceComparison,
  Suite,
  TargetDistance,
  TrackedCriterion,
} from '../../../model/index.ts';
import { type MedianOf, targetDistances } from '../../../plan/index.ts';
import { readTargets } from '../../../suite/index.ts';
import { heldTarget } from '../held-target.ts';
import type { TaskRecords } from './task-records.ts';

/**
 * The targets and the acceptance criteria of a task as criteria: targets held against what its run
 * validated, or else against what it measured of all that was kept.
 *
 * @param suite - null when there is none that is understood; then no target can be held
 */
export function criteriaOf(records: TaskRecords, suite: Suite | null): TrackedCriterion[] {
  const { task } = records;
  const texts = task.targets.map(({ text }) => text);
  const acceptance = task.acceptance.map(({ text, isDone }): TrackedCriterion => {
    return isDone === null
      ? { text, state: 'unknown', evidence: '' }
      : isDone
        ? { text, state: 'met', evidence: 'Ticked in its task file.' }
        : { text, state: 'unmet', evidence: '' };
  });
  if (suite === null) {
    const none = texts.map((text) => ({ text, state: 'unknown' as const, evidence: '' }));
    return [...none, ...acceptance];
  }
  return [...texts.map((text) => targetCriterion(text, records, suite)), ...acceptance];
}

function targetCriterion(text: string, records: TaskRecords, suite: Suite): TrackedCriterion {
  const { targets, refused } = readTargets([text], suite);
  const [problem] = refused;
  if (problem !== undefined) {
    return { text, state: 'unknown', evidence: problem.why };
  }
  const { comparison, manifest } = records.own;
  const wanted = { ...suite, targets };
  const [validated] = targetDistances(wanted, mediansCompared(comparison));
  if (validated !== undefined && validated.current !== null) {
    return criterionFor(text, validated, comparedOn(comparison, validated), '');
  }
  const [kept] = targetDistances(wanted, mediansKept(manifest));
  return kept === undefined || kept.current === null
    ? { text, state: 'unknown', evidence: '' }
    : notValidated(criterionFor(text, kept, null, 'by the median of what was kept'));
}

/** A median alone can miss a target, but not show that it is reached. */
function notValidated(criterion: TrackedCriterion): TrackedCriterion {
  return criterion.state === 'met'
    ? { ...criterion, state: 'unknown', evidence: `${criterion.evidence} Not validated yet.` }
    : criterion;
}

function criterionFor(
  text: string,
  target: TargetDistance,
  comparison: MetricComparison | null,
  remark: string,
): TrackedCriterion {
  const { state, value, interval } = heldTarget(target, comparison);
  const states = { reached: 'met', missed: 'unmet', unclear: 'unknown' } as const;
  const words = [value ?? '', interval === null ? '' : `(${interval})`].join(' ').trim();
  const why = state === 'unclear' ? 'its interval holds the target' : remark;
  return { text, state: states[state], evidence: `${words}${why === '' ? '' : `, ${why}`}.` };
}

/** Medians of the candidate on fresh samples. */
function mediansCompared(comparison: PerformanceComparison | null): MedianOf {
  return (benchmark, metric) => {
    const found = comparedOn(comparison, { benchmark, metric });
    return found === null ? null : { value: found.candidate.median, unit: found.unit };
  };
}

/** The comparison on a metric that has fresh samples; null without one. */
export function comparedOn(
  comparison: PerformanceComparison | null,
  { benchmark, metric }: Pick<TargetDistance, 'benchmark' | 'metric'>,
): MetricComparison | null {
  const found = comparison?.comparisons.find((one) => {
    return one.benchmark === benchmark && one.metric === metric && one.pairs.confirmation > 0;
  });
  return found ?? null;
}

/** Medians of everything that was kept, measured together. */
function mediansKept(manifest: DevManifest | null): MedianOf {
  return (benchmark, metric) => {
    const found = manifest?.targets?.find((one) => {
      return one.benchmark === benchmark && one.metric === metric;
    });
    return found === undefined || found.current === null
      ? null
      : { value: found.current, unit: found.unit };
  };
}
