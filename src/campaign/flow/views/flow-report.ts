import type { RunView } from '../../../flow/index.ts';
import {
  artifactKindOf,
  BASELINE_METRICS_SCHEMA,
  type BaselineMetrics,
  CODE_REVIEW_SCHEMA,
  type CodeReview,
  type GateResult,
  PERFORMANCE_COMPARISON_SCHEMA,
  type PerformanceComparison,
  PLAN_RATING_SCHEMA,
  type PlanRating,
} from '../../../model/index.ts';
import {
  baselineMarkdown,
  comparisonMarkdown,
  gateMarkdown,
  planRatingMarkdown,
  reviewMarkdown,
} from '../../../report/index.ts';
import type { FlowContext } from '../flow-context.ts';
import { trusted } from '../trusted.ts';
import { gateResult } from './gate-file.ts';
import { artifactsIn, type Recorded, risksIn, stepsDone } from './recorded-steps.ts';

/**
 * `report.md` of a run that is over or waits: what came of it, the risks that somebody took on
 * first, then each gate and what the engine computed, from the journal and not from the folder.
 *
 * @returns null while it is being driven
 */
export function flowReport(context: FlowContext, view: RunView): string | null {
  if (view.status === 'running') {
    return null;
  }
  const artifacts = artifactsIn(view);
  const gates = view.gates.flatMap((gate) => gateResult(context, view, gate) ?? []);
  return [
    summary(context, view),
    ...artifacts.flatMap((artifact) => section(context, artifact) ?? []),
    ...gates.map((gate) => gateMarkdown(trusted<GateResult>(gate))),
  ]
    .map((text) => lowered(text).trimEnd())
    .join('\n\n')
    .replace(/^#/, '')
    .concat('\n');
}

function summary({ started, file }: FlowContext, view: RunView): string {
  const done = stepsDone(file, view);
  const risks = risksIn(view);
  return [
    `# Run ${view.run}: ${file.name}, ${view.status}`,
    '',
    `- Target: ${started.target ?? 'the targets of hone.yaml'}`,
    `- Base: ${started.base.commit}`,
    `- Suite: ${started.suiteHash ?? 'none'}`,
    `- Steps: ${file.steps.map(({ id }) => id).join(', ')}`,
    `- Passed: ${done.join(', ') || 'none'}`,
    ...(view.failure === null ? [] : [`- It ended with: ${view.failure}`]),
    ...view.questions.map(({ id, text }) => `- It waits for ${id}: ${text.split('\n').join(' ')}`),
    ...risks.map(
      ({ step, risk, by, at }) =>
        `- **Accepted risk:** ${by} let step ${step} pass at ${at} although it failed: ${risk}`,
    ),
  ].join('\n');
}

function section(context: FlowContext, artifact: Recorded): string | null {
  const kind = artifactKindOf(artifact.name);
  const show = kind === null ? undefined : SECTIONS.get(kind.schemaName);
  const text = new TextDecoder().decode(context.store.getBlob(artifact.sha256));
  return show === undefined ? null : show(JSON.parse(text));
}

/** How documents are shown, by schema; they were held against it when they were recorded. */
const SECTIONS: ReadonlyMap<string, (document: unknown) => string> = new Map([
  [PLAN_RATING_SCHEMA, (document) => planRatingMarkdown(trusted<PlanRating>(document))],
  [BASELINE_METRICS_SCHEMA, (document) => baselineMarkdown(trusted<BaselineMetrics>(document))],
  [
    PERFORMANCE_COMPARISON_SCHEMA,
    (document) => comparisonMarkdown(trusted<PerformanceComparison>(document)),
  ],
  [CODE_REVIEW_SCHEMA, (document) => reviewMarkdown(trusted<CodeReview>(document))],
]);

/** One level down, so that each part is a section of the whole. */
function lowered(markdown: string): string {
  return markdown.replaceAll(/^#/gm, '##');
}
