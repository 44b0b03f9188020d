import type {
  EnvelopeField,
  GateResult,
  MetricComparison,
  PerformanceComparison,
  TargetDistance,
} from '../model/index.ts';
import { markdownBlocks, markdownCode, markdownTable, markdownText } from './markdown.ts';
import { metricAndMode } from './metric-words.ts';
import {
  formatPValue,
  formatSignedPercent,
  formatSignedRange,
  formatSpread,
  formatValue,
} from './quantity.ts';

/** A gate without what stands before it in its file. */
type ShownGate = GateResult extends infer One
  ? One extends GateResult
    ? Omit<One, EnvelopeField>
    : never
  : never;

/** The outcome of a gate for people: the verdict, why, every check, and what was accepted. */
export function gateMarkdown(gate: ShownGate): string {
  return markdownBlocks([
    `# Gate ${markdownText(gate.gate_id)}: ${statusText(gate)}`,
    markdownText(gate.summary),
    decision(gate),
    gate.reasons.length === 0
      ? ''
      : `## Reasons\n\n${gate.reasons.map((reason) => `- ${markdownText(reason)}`).join('\n')}`,
    gate.validations.length === 0
      ? 'No check was run.'
      : `## Checks\n\n${gate.validations
          .map(({ name, passed, message }) => {
            return `- ${passed ? '✔' : '✘'} ${markdownText(name)}: ${markdownText(message)}`;
          })
          .join('\n')}`,
    gate.evidence.length === 0
      ? ''
      : `## Evidence\n\n${gate.evidence
          .map(({ path, sha256 }) => `- ${markdownCode(path)} ${markdownCode(sha256)}`)
          .join('\n')}`,
    `<sub>Step ${markdownText(gate.step)} of ${markdownText(gate.workflow)}, run ` +
      `${markdownText(gate.run_id)}, ${markdownText(gate.timestamp)}.</sub>`,
  ]);
}

function statusText({ status }: ShownGate): string {
  switch (status) {
    case 'passed':
      return '✔ passed';
    case 'failed':
      return '✘ failed';
    case 'waiting':
      return 'waits for a person';
    case 'overridden':
      return '✘ failed, and a person let it pass';
  }
}

function decision(gate: ShownGate): string {
  switch (gate.status) {
    case 'passed':
      return gate.approved_by === null ? '' : `Approved by ${markdownText(gate.approved_by)}.`;
    case 'failed':
      return '';
    case 'waiting':
      return `> ${markdownText(gate.question)}`;
    case 'overridden': {
      const { by, reason, risk, at } = gate.override;
      return (
        `**Let pass by ${markdownText(by)}** at ${markdownText(at)}: ${markdownText(reason)}\n\n` +
        `Accepted risk: ${markdownText(risk)}`
      );
    }
  }
}

/** Before against after for people: targets first, then every metric. */
export function comparisonMarkdown(comparison: Omit<PerformanceComparison, EnvelopeField>): string {
  const { improved, regressed, unchanged, inconclusive } = comparison.counts;
  return markdownBlocks([
    '# Before and after',
    `${markdownCode(comparison.base_commit)} against ` +
      `${markdownCode(comparison.candidate_commit)}: ` +
      `${improved} improved, ${regressed} regressed, ${unchanged} unchanged, ` +
      `${inconclusive} inconclusive.`,
    targets(comparison.targets),
    metrics(comparison.comparisons),
  ]);
}

function targets(all: readonly TargetDistance[]): string {
  const rows = all.map(({ benchmark, metric, bound, wanted, current, unit, reached }) => [
    markdownCode(benchmark),
    markdownText(metric),
    `${bound === 'at_most' ? '≤' : '≥'} ${markdownText(formatValue(wanted, unit))}`,
    current === null ? '–' : markdownText(formatValue(current, unit)),
    reached ? '✔ reached' : '✘ not reached',
  ]);
  const headers = ['benchmark', 'metric', 'wanted', 'measured', 'target'];
  return rows.length === 0 ? '' : `## Targets\n\n${markdownTable(headers, 'llrrl', rows)}`;
}

function metrics(all: readonly MetricComparison[]): string {
  const rows = all.map((one) => [
    markdownCode(one.benchmark),
    markdownText(metricAndMode(one.metric, one.placement)),
    markdownText(formatSpread(one.base, one.unit)),
    markdownText(formatSpread(one.candidate, one.unit)),
    one.ratio === null ? '–' : formatSignedPercent(one.ratio),
    one.ratio === null ? '–' : formatSignedRange(one.ratio),
    markdownText(formatPValue(one.p_value)),
    `${one.pairs.screening}+${one.pairs.confirmation}`,
    one.verdict,
  ]);
  const headers = ['benchmark', 'metric, mode', 'base ± mad', 'candidate ± mad', 'change'];
  const more = ['interval', 'adjusted p', 'pairs', 'verdict'];
  return `## Metrics\n\n${markdownTable([...headers, ...more], 'llrrrrrrl', rows)}`;
}
