import type { Decision, MetricsByBenchmark, RebasedDecision, TryResult } from '../model/index.ts';
import { environmentRows } from './environment-text.ts';
import { markdownBlocks, markdownCode, markdownTable, markdownText } from './markdown.ts';
import { metricAndMode } from './metric-words.ts';
import { noiseNote, noiseSentence } from './noise-words.ts';
import {
  displayUnit,
  formatPValue,
  formatSignedPercent,
  formatSignedRange,
  formatSpread,
} from './quantity.ts';
import {
  checkInWords,
  checkStates,
  contributionResults,
  decisionCounts,
  decisionInWords,
  headlineOf,
  modeOf,
  nextSteps,
  placedResults,
  ontoBaseSentence,
  rebasedSentence,
  stackSentences,
} from './try-facts.ts';

/**
 * A run as GitHub Markdown: counts, decisions with reasons, what the kept proposals do together and
 * each by itself, every number, the machine. Nothing from outside can format, link or mention.
 */
export function tryMarkdown(result: TryResult): string {
  const count = result.decisions.length;
  return markdownBlocks([
    `# hone try: ${count} proposal${count === 1 ? '' : 's'}, ${decisionCounts(result.decisions)}`,
    stackSentences(result)
      .map((sentence) => `- ${markdownText(sentence)}`)
      .join('\n'),
    decisionTable(result.decisions),
    contributions(result),
    noise(result),
    `## Next\n\n${nextSteps(result).map(stepItem).join('\n')}`,
    ...result.decisions.map(proposal),
    '<sub>Changes are candidate / base - 1, from fresh confirmation pairs alone; p is adjusted ' +
      'for everything that was tested together; pairs are screening + confirmation. Pinned: kept ' +
      'on one core; free: on any core, as in daily use.</sub>',
    environment(result),
  ]);
}

function decisionTable(decisions: readonly Decision[]): string {
  if (decisions.length === 0) {
    return '';
  }
  const rows = decisions.map((decision) => {
    const { sign, words } = decisionInWords(decision.decision);
    const headline = headlineOf(decision);
    const ratio = headline?.result.ratio ?? null;
    return [
      markdownCode(decision.proposal),
      `${sign} ${words}`,
      decision.check ?? '–',
      ratio === null ? '–' : `**${formatSignedPercent(ratio)}** (${formatSignedRange(ratio)})`,
      headline === null || ratio === null ? '–' : markdownText(modeOf(headline)),
      markdownText(decision.reason),
    ];
  });
  const headers = ['proposal', 'decision', 'stopped at', 'change', 'metric, mode', 'reason'];
  return markdownTable(headers, 'lllrll', rows);
}

function contributions(result: TryResult): string {
  const all = result.stack?.contributions ?? [];
  if (all.length === 0) {
    return '';
  }
  const rows = all.flatMap((contribution) => {
    const results = contributionResults(contribution);
    const name = markdownCode(contribution.proposal);
    return results.length === 0
      ? [[name, '–', '–', '–', '–', markdownText(contribution.note ?? 'it was not measured')]]
      : results.map(({ benchmark, metric, result: one }) => [
          name,
          markdownText(benchmark),
          markdownText(metricAndMode(metric, one.placement)),
          one.ratio === null ? '–' : formatSignedPercent(one.ratio),
          one.ratio === null ? '–' : formatSignedRange(one.ratio),
          one.verdict,
        ]);
  });
  const headers = ['proposal', 'benchmark', 'metric, mode', 'change', 'interval', 'verdict'];
  const lead = '## What each adds\n\nThe whole stack against the stack without it.';
  return `${lead}\n\n${markdownTable(headers, 'lllrrl', rows)}`;
}

function noise(result: TryResult): string {
  if (result.noise === undefined) {
    return '';
  }
  const note = noiseNote(result.noise);
  return note === null
    ? markdownText(noiseSentence(result.noise))
    : `**What weakens this:** ${markdownText(note.text)} → ${markdownText(note.advice ?? '')}`;
}

function proposal(decision: Decision): string {
  const { sign, words } = decisionInWords(decision.decision);
  const checks = checkStates(decision).map(checkInWords);
  const notes = decision.notes.map(({ text, advice }) => {
    const next = advice === null ? '' : ` → ${markdownText(advice)}`;
    return `- ${markdownText(text)}${next}`;
  });
  return [
    `## ${markdownCode(decision.proposal)}: ${sign} ${words}`,
    markdownText(decision.title),
    markdownText(decision.reason),
    markdownText(ontoBaseSentence(decision) ?? ''),
    `Checks: ${checks.join(', ')}`,
    decision.commit === null ? '' : `Commit ${markdownCode(decision.commit)}`,
    numbers('On the benchmarks of the suite', decision.metrics),
    numbers('On holdouts, inputs that no proposal had seen', decision.holdout),
    markdownText(rebasedSentence(decision) ?? ''),
    ...(decision.rebased === undefined ? [] : rebasedNumbers(decision.rebased)),
    notes.length === 0 ? '' : `What weakens this:\n\n${notes.join('\n')}`,
  ]
    .filter((block) => block !== '')
    .join('\n\n');
}

function rebasedNumbers({ metrics, holdout }: RebasedDecision): string[] {
  return [
    numbers('There, on the benchmarks of the suite', metrics),
    numbers('There, on holdouts', holdout),
  ];
}

function numbers(title: string, metrics: MetricsByBenchmark): string {
  const rows = placedResults(metrics).map(({ benchmark, metric, result }) => {
    const { ratio, pairs } = result;
    const measured = pairs.confirmation > 0;
    return [
      markdownText(benchmark),
      markdownText(metricAndMode(metric, result.placement)),
      measured ? markdownText(formatSpread(result.base, displayUnit(result))) : '–',
      measured ? markdownText(formatSpread(result.candidate, displayUnit(result))) : '–',
      ratio === null ? '–' : formatSignedPercent(ratio),
      ratio === null ? '–' : formatSignedRange(ratio),
      markdownText(formatPValue(result.pValue)),
      `${pairs.screening}+${pairs.confirmation}`,
      result.verdict,
    ];
  });
  if (rows.length === 0) {
    return '';
  }
  const headers = ['benchmark', 'metric, mode', 'base ± mad', 'candidate ± mad', 'change'];
  const more = ['interval', 'adjusted p', 'pairs', 'verdict'];
  return `${title}:\n\n${markdownTable([...headers, ...more], 'llrrrrrrl', rows)}`;
}

function stepItem(step: string): string {
  const [lead = '', ...command] = step.split(': ');
  return command.length === 0
    ? `- ${markdownText(lead)}`
    : `- ${markdownText(lead)}: ${markdownCode(command.join(': '))}`;
}

function environment(result: TryResult): string {
  const rows = environmentRows(result.environment).map(({ name, value }) => [
    name,
    markdownText(value),
  ]);
  rows.push(
    ['Run', markdownCode(result.run)],
    ['Base', markdownCode(result.base)],
    ['Suite', markdownCode(result.suiteHash)],
    ['Measured', markdownText(result.createdAt)],
    ['Seed', String(result.seed)],
  );
  return `## Measured on\n\n${markdownTable(['what', 'value'], 'll', rows)}`;
}
