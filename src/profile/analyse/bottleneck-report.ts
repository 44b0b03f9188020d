import { HoneError } from '../../base/index.ts';
import type { Bottleneck, EnvelopeField, Environment, ProfileReport } from '../../model/index.ts';
import { bottleneckRows } from './bottleneck-rows.ts';
import type { CausalCheck } from './causal-check.ts';
import type { WorkloadFacts } from './workload-facts.ts';
import { workloadSummary } from './workload-summary.ts';
import { workloadView } from './workload-view.ts';

/** A report before it is written. */
export type ProfileReportBody = Omit<ProfileReport, EnvelopeField>;

/** What a report is made from. */
export interface ReportFacts {
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly createdBy: string;
  readonly dirty: boolean;
  readonly machine: Environment | null;
  /** At least one, each with a benchmark of its own. */
  readonly workloads: readonly WorkloadFacts[];
  /** What else nobody looked at, in sentences. */
  readonly notExamined: readonly string[];
}

/**
 * The content of `bottleneck-report.json` from weighed runs.
 *
 * @throws HoneError E_FORMAT when the profiles of a workload have no sample of anything at work
 */
export function bottleneckReport(facts: ReportFacts): ProfileReportBody {
  const seen = facts.workloads.map((workload) => {
    const view = workloadView(workload);
    if (view === null) {
      throw new HoneError(
        'E_FORMAT',
        `The profile of ${workload.benchmark} shows nothing at work in at least one run: it is ` +
          'empty, or all of it is waiting. Let the command run longer, or sample more often, and ' +
          'profile it again.',
      );
    }
    return { workload, view };
  });
  return {
    created_at: facts.createdAt,
    created_by: facts.createdBy,
    source: 'profile',
    dirty: facts.dirty,
    machine: facts.machine,
    workloads: seen.map(({ workload, view }) => workloadSummary(workload, view)),
    bottlenecks: seen.flatMap(({ workload, view }) => bottleneckRows(workload, view)),
    not_examined: notExamined(facts),
  };
}

/** The bottlenecks of one workload alone; none when nothing was seen at work. */
export function bottlenecksOf(workload: WorkloadFacts): Bottleneck[] {
  const view = workloadView(workload);
  return view === null ? [] : bottleneckRows(workload, view);
}

function notExamined({ workloads, notExamined: more }: ReportFacts): string[] {
  const without = (lacks: (one: WorkloadFacts) => boolean, text: string): readonly string[] =>
    workloads.some(lacks) ? [text] : [];
  return [
    ...new Set([
      ...without(
        ({ runs }) => runs.some(({ allocation }) => allocation === null),
        'Who allocates how much: allocation was not sampled in all runs.',
      ),
      ...without(
        ({ io }) => io === null,
        'Synchronous input and output and queries: they were not counted.',
      ),
      ...without(
        ({ smallestEffect }) => smallestEffect === null,
        'What the benchmark can see: its smallest effect was not found out.',
      ),
      'Time before the profiler started and after it stopped, and inputs other than these.',
      ...more,
    ]),
  ];
}

/**
 * The bottleneck with the outcome of an experiment; one that agrees makes its share certain.
 *
 * @param method - what was done, in words
 */
export function withCausalCheck(row: Bottleneck, check: CausalCheck, method: string): Bottleneck {
  if (check.predicted === null) {
    return row;
  }
  const { kind, predicted, measured } = check;
  return {
    ...row,
    confidence: kind === 'agrees' ? 'confirmed' : kind === 'contradicts' ? 'weak' : row.confidence,
    causal: { method, predicted: { ...predicted }, measured: { ...measured }, verdict: kind },
  };
}
