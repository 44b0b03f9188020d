import type { PlanBody, PlanEvidence, PlanStep } from '../model/index.ts';
import { markdownBlocks, markdownCode, markdownTable, markdownText } from './markdown.ts';
import { formatShare, formatValue } from './quantity.ts';
import {
  gainText as gainRange,
  realisedRows,
  type TriedView,
  validationLines,
} from './realised-rows.ts';
import { afterText, pairsText } from './test-plan-words.ts';

/**
 * `plan-<id>.md`: the plan for people, made from the same data as its JSON.
 *
 * @param tried - what came of the items of its backlog; null before any was tried
 */
export function planMarkdown(plan: PlanBody, tried: TriedView | null = null): string {
  return markdownBlocks([
    `# ${markdownText(plan.name)}`,
    `Plan ${markdownCode(plan.plan_id)}, made by ${markdownText(plan.made_by)} ` +
      `at ${markdownText(plan.created_at)}.`,
    `## Objectives\n\n${bullets(plan.objectives)}`,
    targets(plan),
    ranking(plan),
    realised(plan, tried),
    testPlan(plan),
    refusals(plan),
    `## Steps\n\n${overview(plan.steps)}`,
    ...plan.steps.map(step),
    risks(plan),
  ]);
}

function targets(plan: PlanBody): string {
  if (plan.targets.length === 0) {
    return '## Targets\n\nhone.yaml sets none.';
  }
  const rows = plan.targets.map(({ benchmark, metric, bound, value, unit }) => [
    markdownCode(benchmark),
    markdownText(metric),
    `${bound === 'at_most' ? '≤' : '≥'} ${markdownText(formatValue(value, unit))}`,
  ]);
  return `## Targets\n\n${markdownTable(['benchmark', 'metric', 'wanted'], 'llr', rows)}`;
}

/** The backlog by rank; nothing for a plan without one. */
function ranking({ backlog }: PlanBody): string {
  if (backlog === undefined) {
    return '';
  }
  const rows = backlog.items.map((item) => [
    String(item.rank),
    markdownText(item.title),
    afterText(item, backlog.items),
    `${markdownCode(item.metric.benchmark)} ${markdownText(item.metric.metric)}`,
    gainRange(item.expected),
    formatShare(item.expected.bound.hi),
    `${item.effort.amount} ${item.effort.unit}`,
    String(Number(item.rice.score.toPrecision(3))),
    item.lane,
    markdownCode(item.id),
  ]);
  const headers = [
    'rank',
    'what',
    'after',
    'on',
    'expected',
    'at most',
    'effort',
    'score',
    'lane',
    'id',
  ];
  return rows.length === 0
    ? '## Backlog\n\nNothing is worth a try.'
    : `## Backlog\n\n${markdownTable(headers, 'rlllrrrrll', rows)}`;
}

function refusals({ backlog }: PlanBody): string {
  if (backlog === undefined || backlog.refused.length === 0) {
    return '';
  }
  const rows = backlog.refused.map(({ title, bound, visible, reason }) => [
    markdownText(title),
    bound === null ? '–' : formatShare(bound),
    formatShare(visible),
    markdownText(reason),
  ]);
  const table = markdownTable(['what', 'at most', 'visible', 'why'], 'lrrl', rows);
  return `## Not worth a try\n\n${table}`;
}

/** What was measured of the items beside what was predicted. */
function realised({ backlog }: PlanBody, tried: TriedView | null): string {
  if (backlog === undefined || tried === null) {
    return '';
  }
  const rows = realisedRows(backlog.items, tried).map((row) => [
    String(row.item.rank),
    row.predicted,
    row.measured,
    row.against,
    row.decision,
    markdownText(row.reason),
  ]);
  const headers = ['rank', 'expected', 'measured', 'so it is', 'decision', 'why'];
  return markdownBlocks([
    '## Predicted and realised',
    ...validationLines(tried).map((line) => markdownText(line)),
    markdownTable(headers, 'rrrlll', rows),
    ...tried.unmatched.map(
      ({ proposal, reason }) =>
        `Counts for no item: ${markdownText(proposal)}: ${markdownText(reason)}`,
    ),
  ]).trimEnd();
}

/** How each item will be judged, and how a gradual release of it would be. */
function testPlan({ backlog }: PlanBody): string {
  if (backlog === undefined || backlog.items.length === 0) {
    return '';
  }
  const rows = backlog.items.map((item) => [
    String(item.rank),
    `${markdownCode(item.metric.benchmark)} ${markdownText(item.metric.metric)}`,
    formatShare(item.verification.smallest_effect),
    pairsText(item),
    markdownText(item.verification.canary),
  ]);
  const headers = ['rank', 'metric', 'smallest change that counts', 'pairs', 'canary or flag'];
  return (
    `## How each will be judged\n\n${markdownTable(headers, 'rlrll', rows)}\n\n` +
    'When each is kept stands at its step below, as "Done when".'
  );
}

function overview(steps: readonly PlanStep[]): string {
  const rows = steps.map((one) => [
    String(one.step_number),
    markdownText(one.name),
    markdownText(one.agent),
    one.kind,
    gainText(one),
    one.dependencies.length === 0 ? '–' : one.dependencies.join(', '),
    one.status.replaceAll('_', ' '),
  ]);
  const headers = ['step', 'what', 'role', 'kind', 'expected gain', 'after', 'status'];
  return markdownTable(headers, 'rlllrll', rows);
}

function step(one: PlanStep): string {
  const measures = one.measures
    .map(({ benchmark, metric }) => `${markdownCode(benchmark)} ${markdownText(metric)}`)
    .join(', ');
  const risksOfStep = one.risks.map((risk, index) => {
    const mitigation = one.mitigation[index];
    const next = mitigation === undefined ? '' : ` → ${markdownText(mitigation)}`;
    return `${markdownText(risk)}${next}`;
  });
  return [
    `### ${one.step_number}. ${markdownText(one.name)}`,
    bullets(one.tasks),
    `Measured on: ${measures}`,
    one.expected_gain === null
      ? ''
      : `Expected gain: ${gainText(one)}. ${markdownText(one.expected_gain.basis)}`,
    `Evidence:\n\n${one.evidence.map((item) => `- ${evidence(item)}`).join('\n')}`,
    `Done when:\n\n${bullets(one.success_criteria)}`,
    `Way back: ${markdownText(one.rollback)}`,
    risksOfStep.length === 0
      ? ''
      : `Risks:\n\n${risksOfStep.map((line) => `- ${line}`).join('\n')}`,
  ]
    .filter((block) => block !== '')
    .join('\n\n');
}

function gainText({ expected_gain: gain }: PlanStep): string {
  return gain === null ? '–' : `${Number(gain.amount.toPrecision(4))} ${markdownText(gain.unit)}`;
}

function evidence({ kind, source, text }: PlanEvidence): string {
  return `${markdownText(text)} (${kind}, ${markdownCode(source)})`;
}

function risks(plan: PlanBody): string {
  const rows = plan.risks.map(({ risk, mitigation, severity }) => [
    markdownText(risk),
    markdownText(mitigation),
    severity,
  ]);
  return rows.length === 0
    ? ''
    : `## Risks\n\n${markdownTable(['risk', 'what is done about it', 'severity'], 'lll', rows)}`;
}

function bullets(texts: readonly string[]): string {
  return texts.map((text) => `- ${markdownText(text)}`).join('\n');
}
