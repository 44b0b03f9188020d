import type { BaselineBody, PlanEvidence, PlanStep, Suite } from '../model/index.ts';
import { QUOTE_TOLERANCE } from './limits.ts';
import { quantityText } from './quantity-text.ts';
import { boundOf, inStoredUnit, measuredIn, metricIn, targetOn } from './suite-metric.ts';

/** What evidence is held against. */
export interface EvidenceContext {
  readonly suite: Suite;
  readonly baseline: Pick<BaselineBody, 'benchmarks'> | null;
  /** Files of the subject; null when they are not known, then places in the code are believed. */
  readonly paths: ReadonlySet<string> | null;
}

/** What is wrong with a piece of evidence, as a sentence; null when it holds. */
export function evidenceProblem(one: PlanEvidence, context: EvidenceContext): string | null {
  const { suite } = context;
  const metric =
    one.benchmark === null || one.metric === null
      ? null
      : metricIn(suite, one.benchmark, one.metric);
  if ((one.benchmark !== null || one.metric !== null) && metric === null) {
    const named = [one.benchmark ?? 'no benchmark', one.metric ?? 'no metric'].join(' ');
    return `is about ${named}, which the suite does not have`;
  }
  switch (one.kind) {
    case 'code':
    case 'profile':
      return codeProblem(one, context);
    case 'suite':
      return metric === null ? 'names no benchmark and metric of the suite' : null;
    case 'target':
    case 'measurement':
      return numberProblem(one, context);
  }
}

function codeProblem(one: PlanEvidence, { paths }: EvidenceContext): string | null {
  const path = one.source.replace(/^\.\//, '').replace(/(?::\d+(?:-\d+)?)+$|#L.*$/, '');
  return one.kind === 'code' && paths !== null && !paths.has(path)
    ? `points to ${path}, which the subject does not have`
    : null;
}

function numberProblem(one: PlanEvidence, { suite, baseline }: EvidenceContext): string | null {
  const { benchmark, metric: name } = one;
  const metric = benchmark === null || name === null ? null : metricIn(suite, benchmark, name);
  if (benchmark === null || name === null || metric === null) {
    return 'names no benchmark and metric of the suite';
  }
  if (one.value === null || one.unit === null) {
    return 'has no number with a unit';
  }
  const value = inStoredUnit(one.value, one.unit, metric);
  if (value === null) {
    return `is in ${one.unit}, which is no unit of ${name} (${metric.unit})`;
  }
  if (one.kind === 'target') {
    const target = targetOn(suite, benchmark, name);
    const bound = target === null ? null : boundOf(target);
    return bound !== null && near(value, bound.value, 1e-6)
      ? null
      : `quotes a target that hone.yaml does not have (${benchmark} ${name})`;
  }
  const measured = measuredIn(baseline, benchmark, name);
  if (measured === null || near(value, measured.median, QUOTE_TOLERANCE)) {
    return null;
  }
  return (
    `says ${quantityText(value, metric.unit)} where the baseline has ` +
    `${quantityText(measured.median, metric.unit)} (n = ${measured.n})`
  );
}

function near(value: number, wanted: number, tolerance: number): boolean {
  return Math.abs(value - wanted) <= Math.abs(wanted) * tolerance;
}

/** True when a step has evidence about one of the benchmarks that it measures. */
export function hasOwnEvidence(step: PlanStep): boolean {
  return step.evidence.some(
    ({ kind, benchmark }) =>
      kind === 'code' || step.measures.some((measure) => measure.benchmark === benchmark),
  );
}
