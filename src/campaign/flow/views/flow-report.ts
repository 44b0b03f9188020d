import type { RunView } from '../../../port/index.ts';
import {
  artifactKindOf,
  ARCHITECTURE_NOTES_SCHEMA,
  type ArchitectureNotes,
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
  architectureMarkdown,
  baselineMarkdown,
  comparisonMarkdown,
  gateMarkdown,
  markdownText,
  planRatingMarkdown,
  reviewMarkdown,
} from '../../../report/index.ts';
import type { ArtifactRecord, Board, Risk } from '../board.ts';
import type { FlowContext } from '../flow-context.ts';
import { trusted } from '../trusted.ts';
import { gateResult } from './gate-file.ts';
import { artifactsIn, risksIn, stepsDone } from './recorded-steps.ts';

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
  const gates = view.gates.flatMap((gate) => gateResult(context, view, gate) ?? []);
  return joined([
    summary(context, {
      status: view.status,
      passed: stepsDone(context.file, view),
      risks: risksIn(view),
      more: [
        ...(view.failure === null ? [] : [`It ended with: ${view.failure}`]),
        ...view.questions.map(({ id, text }) => `It waits for ${id}: ${text}`),
      ],
    }),
    ...artifactsIn(view).flatMap((artifact) => section(context, artifact) ?? []),
    ...gates.map((gate) => gateMarkdown(trusted<GateResult>(gate))),
  ]);
}

/** Name of the report among files that steps brought; one of them may have taken the usual one. */
export function reportName(artifacts: readonly { readonly name: string }[]): string {
  return artifacts.some(({ name }) => name === 'report.md') ? 'hone-report.md' : 'report.md';
}

/** `report.md` beside published files: what there is to say when they are published. */
export function publishedReport(context: FlowContext, board: Board): string {
  const ended = [...board.states];
  const notPassed = ended.flatMap(([id, state]) => {
    switch (state.kind) {
      case 'passed':
        return [];
      case 'overridden':
        return [`Failed and let pass: ${id}. ${state.risk.failure.join(' ')}`];
      case 'skipped':
        return [`Skipped: ${id}, because ${state.reason}`];
      case 'failed':
        return [`Failed: ${id}. ${state.reasons.join(' ')}`];
    }
  });
  return joined([
    summary(context, {
      status: 'as it was published',
      passed: ended.filter(([, { kind }]) => kind === 'passed').map(([id]) => id),
      risks: board.risks,
      more: notPassed,
    }),
    ...board.artifacts.flatMap((artifact) => section(context, artifact) ?? []),
  ]);
}

interface Summary {
  readonly status: string;
  readonly passed: readonly string[];
  readonly risks: readonly Pick<Risk, 'step' | 'risk' | 'by' | 'at'>[];
  readonly more: readonly string[];
}

function summary(
  { run, started, file }: FlowContext,
  { status, passed, risks, more }: Summary,
): string {
  return [
    `# Run ${run}: ${markdownText(file.name)}, ${status}`,
    '',
    `- Target: ${markdownText(started.target ?? 'the targets of hone.yaml')}`,
    `- Base: ${started.base.commit}`,
    `- Suite: ${started.suiteHash ?? 'none'}`,
    `- Steps: ${file.steps.map(({ id }) => id).join(', ')}`,
    `- Passed: ${passed.join(', ') || 'none'}`,
    ...more.map((text) => `- ${markdownText(text)}`),
    ...risks.map(
      ({ step, risk, by, at }) =>
        `- **Accepted risk:** ${markdownText(by)} let step ${step} pass at ${at} although it ` +
        `failed: ${markdownText(risk)}`,
    ),
  ].join('\n');
}

function joined(sections: readonly string[]): string {
  return sections
    .map((text) => lowered(text).trimEnd())
    .join('\n\n')
    .replace(/^#/, '')
    .concat('\n');
}

function section(
  context: FlowContext,
  artifact: Pick<ArtifactRecord, 'name' | 'sha256'>,
): string | null {
  const kind = artifactKindOf(artifact.name);
  const show = kind === null ? undefined : SECTIONS.get(kind.schemaName);
  const text = new TextDecoder().decode(context.store.getBlob(artifact.sha256));
  return show === undefined ? null : show(JSON.parse(text));
}

/** How documents are shown, by schema; they were held against it when they were recorded. */
const SECTIONS: ReadonlyMap<string, (document: unknown) => string> = new Map([
  [PLAN_RATING_SCHEMA, (document) => planRatingMarkdown(trusted<PlanRating>(document))],
  [
    ARCHITECTURE_NOTES_SCHEMA,
    (document) => architectureMarkdown(trusted<ArchitectureNotes>(document), null),
  ],
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
