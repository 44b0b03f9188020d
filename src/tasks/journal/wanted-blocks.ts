import { oneLine, safeMarkdown } from '../blocks/safe-markdown.ts';
import { trimmed, type WantedBlock } from '../blocks/wanted-block.ts';
import { PHASE_NAMES, type PhaseNumber, phaseTitle } from '../phases/phase-names.ts';
import type { TaskId } from '../task-id.ts';
import { entryBody, entryHeading, entryLine } from './entry-markdown.ts';
import type { JournalEntry } from './journal-entry.ts';

/** What the journal says besides its entries. Texts are Markdown. */
export interface JournalFacts {
  readonly id: TaskId;
  readonly title: string;
  /** Where the task is; `ended` is the word for a task that is completed or abandoned. */
  readonly phase: PhaseNumber | { readonly ended: string };
  readonly branch: string | null;
  readonly baseBranch: string | null;
  readonly pullRequest: { readonly name: string; readonly title: string } | null;
  /** What stands at the top of a section, e.g. the table of the baseline; left out for nothing. */
  readonly sections: Readonly<Partial<Record<JournalTopic, string>>>;
}

/** Sections of the journal that are about one thing. */
export const JOURNAL_TOPICS = [
  'understanding',
  'analysis',
  'strategy',
  'implementation',
  'validation',
] as const;
export type JournalTopic = (typeof JOURNAL_TOPICS)[number];

/** The heading of the log, below which each entry is a block. */
export const LOG_HEADING = 'Progress Log';

const TOPICS: Readonly<
  Record<JournalTopic, { readonly heading: string; readonly phase: PhaseNumber }>
> = {
  understanding: { heading: 'Task Understanding', phase: 1 },
  analysis: { heading: 'Performance Analysis', phase: 2 },
  strategy: { heading: 'Benchmark Strategy', phase: 3 },
  implementation: { heading: 'Optimization Implementation', phase: 4 },
  validation: { heading: 'Performance Validation', phase: 5 },
};

/** Whether a block of this name is the journal's, also one that is not wanted any more. */
export function isJournalKey(key: string): boolean {
  const isTopic = JOURNAL_TOPICS.some((topic) => topic === key);
  return isTopic || /^(?:header|git|learnings|entry-\d+)$/.test(key);
}

/** Every block of the journal in the order in which a new one has them. */
export function wantedBlocks(
  entries: readonly JournalEntry[],
  facts: JournalFacts,
): readonly WantedBlock[] {
  return [
    { key: 'header', section: null, place: 'the header', lines: headerLines(facts) },
    blockBelow('git', 'Git References', gitText(facts)),
    ...JOURNAL_TOPICS.map((topic) => topicBlock(topic, entries, facts)),
    ...entries.map((entry, index) => entryBlock(entry, index + 1)),
    blockBelow('learnings', 'Key Learnings', learningsText(entries)),
  ];
}

function headerLines({ id, title, phase }: JournalFacts): string[] {
  const current = typeof phase === 'number' ? phaseTitle(phase) : oneLine(phase.ended);
  const lines = [`# Task #${id}: ${oneLine(title)}`, '', `## Current Phase: ${current}`];
  return lines.map((line) => line.trimEnd());
}

function gitText({ branch, baseBranch, pullRequest }: JournalFacts): string {
  const request =
    pullRequest === null
      ? 'none yet'
      : `${oneLine(pullRequest.name)} - ${oneLine(pullRequest.title)}`;
  return [
    `- **Branch**: ${oneLine(branch ?? 'none yet')}`,
    `- **PR**: ${request}`,
    `- **Base Branch**: ${oneLine(baseBranch ?? 'not known')}`,
  ].join('\n');
}

/** What the facts say, then what was found, tried and decided in its phase, one in a line. */
function topicBlock(
  topic: JournalTopic,
  entries: readonly JournalEntry[],
  facts: JournalFacts,
): WantedBlock {
  const { heading, phase } = TOPICS[topic];
  const lines = entries
    .filter((entry) => entry.phase === phase && isFinding(entry))
    .map(entryLine)
    .join('\n');
  const text = [facts.sections[topic]?.trim() ?? '', lines].filter((part) => part !== '');
  const empty = `_Filled in phase ${phase} (${PHASE_NAMES[phase]})._`;
  return blockBelow(topic, heading, text.length === 0 ? empty : text.join('\n\n'));
}

function isFinding({ kind }: JournalEntry): boolean {
  return kind !== 'phase' && kind !== 'note' && kind !== 'review';
}

function learningsText(entries: readonly JournalEntry[]): string {
  const lines = entries.filter(({ kind, phase }) => {
    return kind === 'discovery' || (phase === 7 && (kind === 'decision' || kind === 'note'));
  });
  return lines.length === 0 ? '_Nothing is recorded yet._' : lines.map(entryLine).join('\n');
}

function entryBlock(entry: JournalEntry, number: number): WantedBlock {
  const lines = [entryHeading(entry), '', ...safeMarkdown(entryBody(entry))];
  const place = `${LOG_HEADING}, entry ${number} of ${oneLine(entry.at)}`;
  return { key: `entry-${number}`, section: LOG_HEADING, place, lines: trimmed(lines) };
}

function blockBelow(key: string, section: string, text: string): WantedBlock {
  return { key, section, place: section, lines: trimmed(safeMarkdown(text)) };
}
