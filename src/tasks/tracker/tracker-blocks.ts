import type { TrackedMetric, TrackedPull, TrackedState, Tracker } from '../../model/index.ts';
import {
  cellMarkdown,
  codeMarkdown,
  inlineMarkdown,
  linkMarkdown,
  proseMarkdown,
} from '../blocks/inline-markdown.ts';
import { trimmed, type WantedBlock } from '../blocks/wanted-block.ts';
import { criterionLine, pullLines, pullRequestText } from './pull-block.ts';
import { STATE_WORDS } from './tracker-of.ts';

/** Before the name of every block, so that no other document of hone's has the same. */
const KEY = 'tracker-';

/** The block that holds name and purpose. */
export const HEADER_KEY = `${KEY}header`;

/** What the title ends with, after the name. */
export const TITLE_END = ': Progress Tracker';

/** What the purpose begins with. */
export const PURPOSE_LABEL = '**Purpose**: ';

/** The heading below which each pull request is a block. */
const PULLS_HEADING = 'Pull Requests';

/** Whether a block of this name is a tracker's, also one that is not wanted any more. */
export function isTrackerKey(key: string): boolean {
  return key.startsWith(KEY);
}

/** Every part of the tracker in the order in which a new one has them. */
export function trackerBlocks(tracker: Tracker): readonly WantedBlock[] {
  return [
    { key: HEADER_KEY, section: null, place: 'the header', lines: headerLines(tracker) },
    block('purpose', 'Document Purpose', purposeLines(tracker)),
    block('status', 'Current Status', statusLines(tracker)),
    block('next', 'Next Pull Request to Implement', nextLines(tracker)),
    block('progress', 'Overall Progress', progressLines(tracker)),
    block('dashboard', 'Pull Request Dashboard', dashboardLines(tracker)),
    ...pullBlocks(tracker),
    block('metrics', 'Success Metrics', metricLines(tracker)),
    block('context', 'Critical Context', contextLines(tracker)),
    block('done', 'Definition of Done', tracker.done.map(criterionLine)),
  ];
}

function block(key: string, section: string, lines: readonly string[]): WantedBlock {
  return { key: KEY + key, section, place: section, lines: trimmed(lines) };
}

function headerLines({ name, purpose, scope, overview }: Tracker): string[] {
  const named = inlineMarkdown(name) || 'Campaign';
  const fields = [[PURPOSE_LABEL, purpose] as const, ['**Scope**: ', scope] as const].flatMap(
    ([label, text]) => {
      const words = inlineMarkdown(text);
      return words === '' ? [] : ['', label + words];
    },
  );
  const body = overview.trim() === '' ? [] : ['', ...proseMarkdown(overview)];
  return trimmed([`# ${named}${TITLE_END}`, ...fields, ...body]);
}

function purposeLines({ documents }: Tracker): string[] {
  return [
    'This is the hand-off document of the campaign. Whoever goes on with it, person or agent,',
    'reads it first:',
    '',
    '1. "Next Pull Request to Implement" says what to do, and what has to hold before.',
    '2. The part of that pull request says what is to be reached and how it is judged.',
    '3. "Critical Context" says what was tried already, with numbers. Do not try it again unasked.',
    '',
    '`hone tracker` writes every part between two `hone` comments from what was recorded and',
    'measured, so nothing in them is ticked or filled in by hand. Notes go outside of these',
    'parts, anywhere; they stay. What is changed inside of one is moved to "Kept aside".',
    ...(documents.length === 0 ? [] : ['', ...documents.map(documentLine)]),
  ];
}

function documentLine({ title, target, about }: Tracker['documents'][number]): string {
  const link = linkMarkdown(inlineMarkdown(title) || 'document', target);
  return `- ${link}${about.trim() === '' ? '' : `: ${inlineMarkdown(about)}`}`;
}

function statusLines({ pulls, counts }: Tracker): string[] {
  const open = pulls.filter(({ state }) => state === 'in-progress');
  const current = open.map(({ id, title, phase }) => {
    return `${id} ${inlineMarkdown(title)}${phase === null ? '' : ` (${phase})`}`;
  });
  const needs = pulls.filter(({ state }) => state === 'waiting' || state === 'stopped');
  return [
    `- **Current**: ${current.length === 0 ? 'nothing is in progress' : current.join('; ')}`,
    `- **Pull requests**: ${counts}`,
    ...needs.map(({ id, stateText, why }) => `- **${id} ${stateText}**: ${inlineMarkdown(why)}`),
  ];
}

function nextLines({ next, pulls }: Tracker): string[] {
  const pull = pulls.find(({ id }) => next.kind === 'pull' && id === next.id);
  if (next.kind === 'none' || pull === undefined) {
    return [`_None._ ${inlineMarkdown(next.why)}`];
  }
  const branch = pull.branch === null ? 'none yet' : codeMarkdown(pull.branch);
  return [
    `### Start here: ${next.id} ${inlineMarkdown(next.title)}`.trimEnd(),
    '',
    `${inlineMarkdown(next.why)} Branch: ${branch}; pull request: ${pullRequestText(pull)}.`.trim(),
    '',
    '**Pre-flight checks**:',
    '',
    ...next.preflight.map(criterionLine),
  ];
}

function progressLines({ progress }: Tracker): string[] {
  const { abandoned, completed, total, text } = progress;
  const gone = abandoned === 0 ? '' : ` ${abandoned} abandoned and not counted.`;
  return [`\`${text}\``, '', `${completed} of ${total} pull requests completed.${gone}`];
}

/** A sign for each state; the word stands beside it. */
const STATE_SIGNS: Readonly<Record<TrackedState, string>> = {
  pending: '🔴',
  'in-progress': '🟡',
  waiting: '🟠',
  stopped: '🟣',
  blocked: '🔵',
  completed: '🟢',
  abandoned: '⚫',
};

/** In the order of the legend. */
const STATES: readonly TrackedState[] = [
  'pending',
  'in-progress',
  'waiting',
  'stopped',
  'blocked',
  'completed',
  'abandoned',
];

function dashboardLines({ pulls }: Tracker): string[] {
  const legend = STATES.map((state) => `${STATE_SIGNS[state]} ${STATE_WORDS[state]}`).join(' · ');
  const headers = ['PR', 'Title', 'Status', 'Completion', 'Complexity', 'Priority', 'Notes'];
  const rows =
    pulls.length === 0 ? ['_No pull requests yet._'] : tableLines(headers, pulls.map(rowOf));
  return [...rows, '', `Legend: ${legend}. Completion is the share of exit criteria that hold.`];
}

function rowOf(pull: TrackedPull): string[] {
  const { id, title, state, stateText, completion, complexity, priority, note } = pull;
  const request = pull.pullRequest;
  const name =
    request === null ? '' : ` (${linkMarkdown(cellMarkdown(request.name), request.url)})`;
  return [
    `${id}${name}`,
    cellMarkdown(title),
    `${STATE_SIGNS[state]} ${stateText}`,
    completion === null ? '–' : completion.percent,
    complexity ?? '–',
    priority ?? '–',
    cellMarkdown(note),
  ];
}

/** One block each; the first that there is none stands for all. */
function pullBlocks({ pulls }: Tracker): WantedBlock[] {
  if (pulls.length === 0) {
    return [block('no-pulls', PULLS_HEADING, ['_No pull requests yet._'])];
  }
  return pulls.map((pull) => ({
    key: `${KEY}pull-${pull.id}`,
    section: PULLS_HEADING,
    place: `${PULLS_HEADING}, ${pull.id}`,
    lines: trimmed(pullLines(pull)),
  }));
}

function metricLines({ metrics }: Tracker): string[] {
  const headers = ['Metric', 'Base', 'Current', 'Interval', 'Target', 'State'];
  const rows = metrics.map(({ name, base, current, target, state }) => [
    cellMarkdown(name),
    cellMarkdown(base ?? 'not measured'),
    cellMarkdown(current?.value ?? 'not measured'),
    cellMarkdown(current?.interval ?? '–'),
    cellMarkdown(target ?? 'none'),
    METRIC_WORDS[state],
  ]);
  return rows.length === 0 ? ['_No metrics yet._'] : tableLines(headers, rows);
}

const METRIC_WORDS: Readonly<Record<TrackedMetric['state'], string>> = {
  reached: '✔ reached',
  missed: '✘ missed',
  unclear: '? unclear',
  'not-measured': '– not measured',
};

function contextLines({ attempts, context }: Tracker): string[] {
  const tried = attempts.map(({ task, what, why, numbers }) => {
    const where = task === null ? '' : ` (${inlineMarkdown(task)})`;
    const measured = numbers === '' ? 'Not measured.' : `Measured: ${inlineMarkdown(numbers)}.`;
    return `- ${inlineMarkdown(what)}${where}: ${inlineMarkdown(why)} ${measured}`;
  });
  return [
    ...context.map((text) => `- ${inlineMarkdown(text)}`),
    ...(context.length === 0 ? [] : ['']),
    '**Tried and rejected**:',
    '',
    ...(tried.length === 0 ? ['_Nothing yet._'] : tried),
  ];
}

/** A table of cells that are Markdown already. */
function tableLines(headers: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [headers, headers.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
}
