import { oneLine } from '../blocks/safe-markdown.ts';
import { phaseTitle } from '../phases/phase-names.ts';
import type { Impact, JournalEntry } from './journal-entry.ts';

/**
 * An entry of the progress log, in the format of the workflow: heading, content, impact, next.
 *
 * @returns Markdown that may still hold what would break the journal; `safeMarkdown` sees to that
 */
export function entryBody(entry: JournalEntry): string {
  const next = entry.next.trim() === '' ? [] : [`**Next:** ${entry.next.trim()}`];
  if (entry.kind === 'review') {
    return [...reviewBlocks(entry), ...next].join('\n\n');
  }
  const impact = impactBlock(entry.kind, entry.impact);
  const content = entry.content.trim() === '' ? [] : [entry.content];
  return [...content, ...impact, ...next].join('\n\n');
}

/** `### 2026-01-02T10:00:00Z - Phase 4 - Performance Implementation: attempt`. */
export function entryHeading(entry: JournalEntry): string {
  return entry.kind === 'review'
    ? `### ${oneLine(entry.at)} - PR Review Response`
    : `### ${oneLine(entry.at)} - ${phaseTitle(entry.phase)}: ${kindText(entry.kind)}`;
}

/** An entry in one line, for the sections by topic. */
export function entryLine(entry: JournalEntry): string {
  const words =
    entry.kind === 'review'
      ? `${entry.comments.changed + entry.comments.answered} comments handled`
      : (entry.content.split(/\r\n|\n|\r/).find((line) => line.trim() !== '') ?? '');
  const impact = entry.impact.length === 0 ? '' : ` (${entry.impact.map(impactText).join('; ')})`;
  return `- ${oneLine(entry.at)}, ${kindText(entry.kind)}: ${oneLine(words)}${impact}`;
}

/** `parse-large wall -12.4 % (95 % interval -14.6 % to -10.1 %)`. */
export function impactText({ benchmark, metric, ratio }: Impact): string {
  const [low, high] = [percentText(ratio.lo), percentText(ratio.hi)];
  const confidence = Number((ratio.confidence * 100).toPrecision(4));
  return (
    `${oneLine(benchmark)} ${oneLine(metric)} ${percentText(ratio.estimate)} ` +
    `(${confidence} % interval ${low} to ${high})`
  );
}

function percentText(ratio: number): string {
  if (!Number.isFinite(ratio)) {
    return 'without bound';
  }
  const percent = (ratio - 1) * 100;
  const shown = Math.abs(percent) < 10 ? percent.toFixed(2) : percent.toFixed(1);
  return `${percent > 0 ? '+' : ''}${shown} %`;
}

function impactBlock(kind: JournalEntry['kind'], impact: readonly Impact[]): string[] {
  if (impact.length > 0) {
    return [`**Performance Impact:** ${impact.map(impactText).join('; ')}`];
  }
  switch (kind) {
    case 'attempt':
      return ['**Performance Impact:** not measured'];
    case 'measurement':
      return ['**Performance Impact:** none, because nothing was compared'];
    case 'phase':
    case 'discovery':
    case 'decision':
    case 'note':
    case 'review':
      return [];
  }
}

function reviewBlocks(entry: JournalEntry & { readonly kind: 'review' }): string[] {
  const { changed, answered, open } = entry.comments;
  const impact =
    entry.impact.length === 0 ? 'none measured' : entry.impact.map(impactText).join('; ');
  const discussions = entry.discussions.length === 0 ? 'none' : entry.discussions.join('; ');
  return [
    `**Comments addressed**: ${changed + answered} (${changed} changed, ${answered} answered), ` +
      `${open} open`,
    `**Changes made**: ${entry.changes.trim() === '' ? 'none' : entry.changes.trim()}`,
    `**Performance impact**: ${impact}`,
    `**Discussions started**: ${discussions}`,
  ];
}

function kindText(kind: JournalEntry['kind']): string {
  switch (kind) {
    case 'phase':
      return 'phase change';
    case 'attempt':
    case 'measurement':
    case 'discovery':
    case 'decision':
    case 'review':
    case 'note':
      return kind;
  }
}
