import { NS_PER_MS } from '../base/index.ts';
import type { BaselineBody, BenchmarkFigures } from '../model/index.ts';
import { environmentRows } from './environment-text.ts';
import { markdownBlocks, markdownCode, markdownTable, markdownText } from './markdown.ts';
import { formatBytes, formatCount, formatDuration, formatShare, formatValue } from './quantity.ts';

/** A baseline for people: every number with its n and spread, and what was not measured. */
export function baselineMarkdown(baseline: BaselineBody): string {
  const runs = baseline.benchmarks.reduce((sum, { n }) => sum + n, 0);
  return markdownBlocks([
    `# Baseline of ${markdownText(baseline.target_system)}`,
    `${formatCount(runs)} runs, measured by ${markdownText(baseline.captured_by)} at ` +
      `${markdownText(baseline.capture_date)} (${baseline.environment}).`,
    responseTimes(baseline),
    resources(baseline),
    ownValues(baseline),
    errors(baseline),
    notMeasured(baseline),
    machine(baseline),
  ]);
}

function responseTimes({ benchmarks }: BaselineBody): string {
  const rows = benchmarks.map(({ benchmark, n, metrics }) => {
    const { average, p50, p75, p90, p95, p99, max, mad } = metrics.response_time;
    return [
      markdownCode(benchmark),
      formatCount(n),
      ...[average, p50, mad, p75, p90, p95, p99, max].map(milliseconds),
      rate(metrics),
    ];
  });
  const quantiles = ['average', 'p50', 'mad', 'p75', 'p90', 'p95', 'p99', 'max'];
  const headers = ['benchmark', 'n', ...quantiles, 'runs/s'];
  return `## Response time\n\n${markdownTable(headers, 'lrrrrrrrrrr', rows)}`;
}

function rate({ throughput }: BenchmarkFigures): string {
  const { runs_per_second: perSecond } = throughput;
  return perSecond === null ? '–' : String(Number(perSecond.toPrecision(3)));
}

function resources({ benchmarks }: BaselineBody): string {
  const rows = benchmarks.map(({ benchmark, metrics }) => {
    const { cpu, memory } = metrics.resource_utilization;
    return [
      markdownCode(benchmark),
      ...(cpu === null
        ? ['–', '–', '–']
        : [milliseconds(cpu.p50), milliseconds(cpu.mad), formatShare(cpu.share)]),
      ...(memory === null ? ['–', '–'] : [formatBytes(memory.p50), formatBytes(memory.max)]),
    ];
  });
  const headers = ['benchmark', 'CPU p50', 'CPU mad', 'CPU / wall', 'memory p50', 'memory max'];
  return `## Resources\n\n${markdownTable(headers, 'lrrrrr', rows)}`;
}

function ownValues({ benchmarks }: BaselineBody): string {
  const rows = benchmarks.flatMap(({ benchmark, metrics }) =>
    Object.entries(metrics.values).map(([name, { unit, n, p50, mad, p95 }]) => [
      markdownCode(benchmark),
      markdownText(name),
      formatCount(n),
      ...[p50, mad, p95].map((value) => markdownText(formatValue(value, unit))),
    ]),
  );
  const headers = ['benchmark', 'metric', 'n', 'p50', 'mad', 'p95'];
  return rows.length === 0
    ? ''
    : `## Metrics that the commands print\n\n${markdownTable(headers, 'llrrrr', rows)}`;
}

function errors({ benchmarks }: BaselineBody): string {
  const lines = benchmarks
    .filter(({ metrics }) => metrics.error_rates.failed > 0)
    .map(({ benchmark, metrics: { error_rates: one } }) => {
      const share = formatShare(one.rate);
      return `- ${markdownCode(benchmark)}: ${one.failed} of ${one.runs} runs failed (${share})`;
    });
  return lines.length === 0 ? 'No run failed.' : `## Failed runs\n\n${lines.join('\n')}`;
}

/** Reasons are the same for most benchmarks, so each is written once. */
function notMeasured({ benchmarks }: BaselineBody): string {
  const names = new Map<string, string[]>();
  for (const { benchmark, metrics } of benchmarks) {
    for (const { field, reason } of metrics.not_measured) {
      const line = `${markdownCode(field)}: ${markdownText(reason)}`;
      names.set(line, [...(names.get(line) ?? []), benchmark]);
    }
  }
  const lines = [...names].map(([line, of]) =>
    of.length === benchmarks.length
      ? `- ${line}`
      : `- ${line} (${of.map(markdownCode).join(', ')})`,
  );
  return lines.length === 0 ? '' : `## Not measured\n\n${lines.join('\n')}`;
}

function machine(baseline: BaselineBody): string {
  const rows = environmentRows(baseline.machine).map(({ name, value }) => [
    name,
    markdownText(value),
  ]);
  rows.push(
    ['Baseline', markdownCode(baseline.baseline_id)],
    ['Samples', `${formatCount(baseline.samples.count)}, ${markdownCode(baseline.samples.sha256)}`],
  );
  return `## Measured on\n\n${markdownTable(['what', 'value'], 'll', rows)}`;
}

function milliseconds(ms: number): string {
  return formatDuration(ms * NS_PER_MS);
}
