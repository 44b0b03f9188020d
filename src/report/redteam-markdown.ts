import type { RedteamEntry, RedteamResult } from '../model/index.ts';
import { environmentRows } from './environment-text.ts';
import { markdownBlocks, markdownCode, markdownTable, markdownText } from './markdown.ts';
import {
  impossibleGroups,
  outcomeAdvice,
  outcomeReason,
  outcomeWords,
  redteamContainment,
  redteamCounts,
  redteamGap,
  redteamGroups,
  redteamSteps,
} from './redteam-facts.ts';

/**
 * An attack on a suite as GitHub Markdown: what got through and how to close it, which check caught
 * each of the others, what was not possible. Nothing from outside can format, link or mention.
 */
export function redteamMarkdown(result: RedteamResult): string {
  const { open, caught, thin, impossible } = redteamGroups(result);
  return markdownBlocks([
    '# hone redteam',
    markdownText(redteamCounts(result)),
    markdownText(redteamContainment(result) ?? ''),
    markdownText(redteamGap(result) ?? ''),
    open.length === 0 ? '' : `## What gets through\n\n${open.map(openEntry).join('\n\n')}`,
    thin.length === 0
      ? ''
      : `## What only the rules on its lines stop\n\n${thin.map(openEntry).join('\n\n')}`,
    caught.length === 0 ? '' : `## What was caught\n\n${caughtTable(caught)}`,
    impossible.length === 0 ? '' : `## Not possible here\n\n${impossibleList(impossible)}`,
    `## Next\n\n${redteamSteps(result).map(stepItem).join('\n')}`,
    measuredOn(result),
  ]);
}

function openEntry(entry: RedteamEntry): string {
  const { sign, words } = outcomeWords(entry.outcome);
  const advice = outcomeAdvice(entry.outcome);
  return [
    `### ${markdownCode(entry.id)}: ${sign} ${words}`,
    `${markdownText(entry.title)}. ${markdownText(entry.how ?? '')}`,
    markdownText(outcomeReason(entry)),
    advice === null ? '' : `**What to do:** ${markdownText(advice)}`,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function caughtTable(entries: readonly RedteamEntry[]): string {
  const rows = entries.map((entry) => [
    markdownCode(entry.id),
    markdownText(entry.how ?? entry.title),
    markdownText(outcomeWords(entry.outcome).words),
    markdownText(outcomeReason(entry)),
  ]);
  return markdownTable(['cheat', 'what it does', 'how it ended', 'reason'], 'llll', rows);
}

function impossibleList(entries: readonly RedteamEntry[]): string {
  return impossibleGroups(entries)
    .map(({ because, ids }) => `- ${ids.map(markdownCode).join(', ')}: ${markdownText(because)}`)
    .join('\n');
}

function stepItem(step: string): string {
  const [lead = '', ...command] = step.split(': ');
  return command.length === 0
    ? `- ${markdownText(lead)}`
    : `- ${markdownText(lead)}: ${markdownCode(command.join(': '))}`;
}

function measuredOn(result: RedteamResult): string {
  const rows = environmentRows(result.environment).map(({ name, value }) => [
    name,
    markdownText(value),
  ]);
  rows.push(
    ['Run', markdownCode(result.run)],
    ['Commit', markdownCode(result.commit)],
    ['Suite', markdownCode(result.suiteHash)],
    ['Pairs of a verdict at most', String(result.pairsMax)],
    ['Measured', markdownText(result.createdAt)],
    ['Seed', String(result.seed)],
  );
  return `## Measured on\n\n${markdownTable(['what', 'value'], 'll', rows)}`;
}
