import type {
  TrackedCriterion,
  TrackedMetric,
  TrackedPull,
  TrackedState,
  Tracker,
} from '../../model/index.ts';
import { oneLine } from '../safe-text.ts';
import { type Ink, type TextStyle, type TextWriter, textWriter } from '../text-style.ts';
import { type Cell, type Column, textTable } from '../text-table.ts';

const INDENT = 2;

/** Rows of the dashboard, and of the metrics, that are shown on the lowest screen. */
const ROWS_MIN = 3;

/** How much a reader wants to see of a pull request when not all have room; lower is more. */
const INTEREST: Readonly<Record<TrackedState, number>> = {
  'in-progress': 0,
  waiting: 1,
  stopped: 2,
  pending: 3,
  blocked: 4,
  completed: 5,
  abandoned: 6,
};

/**
 * The tracker on one screen: progress, dashboard, what is next, metrics.
 *
 * @param rows - lines of the screen, so that a long dashboard leaves room for the rest; null for
 *   all of it. What has to be said about the next pull request is never cut, so a low screen may
 *   still scroll
 */
export function trackerText(tracker: Tracker, style: TextStyle, rows: number | null): string {
  const writer = textWriter(style);
  const head = [
    ...writer.heading(oneLine(tracker.name) || 'Campaign'),
    ...writer.paragraph(`${tracker.progress.text} ${tracker.counts}`, INDENT),
  ];
  const next = ['', ...writer.heading('Next'), ...nextLines(tracker, writer)];
  const room = rows === null ? Infinity : rows - head.length - next.length;
  const metrics = fitting(tracker.metrics.length, room / 3, (count) =>
    metricLines(tracker, writer, count),
  );
  const pulls = fitting(tracker.pulls.length, room - metrics.length, (count) =>
    dashboardLines(tracker, writer, count),
  );
  return [...head, ...pulls, ...next, ...metrics].join('\n');
}

/** The table with as many rows as have room; how many lines one takes depends on the width. */
function fitting(count: number, room: number, table: (count: number) => string[]): string[] {
  let shown = count;
  let lines = table(shown);
  while (lines.length > room && shown > ROWS_MIN) {
    shown = Math.max(ROWS_MIN, Math.min(shown - 1, Math.floor((shown * room) / lines.length)));
    lines = table(shown);
  }
  return lines;
}

const PULL_COLUMNS: readonly Column[] = [
  { header: 'task', align: 'left' },
  { header: 'what', align: 'left', shrinkTo: 16 },
  { header: 'status', align: 'left' },
  { header: 'done', align: 'right' },
  { header: 'PR', align: 'left', shrinkTo: 6 },
  { header: 'note', align: 'left', shrinkTo: 10 },
];

function dashboardLines(tracker: Tracker, writer: TextWriter, count: number): string[] {
  const shown = new Set(
    tracker.pulls
      .toSorted((left, right) => interest(left, tracker) - interest(right, tracker))
      .slice(0, count),
  );
  const rows = tracker.pulls
    .filter((pull) => shown.has(pull))
    .map((pull): Cell[] => [
      { text: pull.id },
      { text: oneLine(pull.title) },
      { text: stateText(pull), ink: STATE_INKS[pull.state] },
      { text: shareText(pull) },
      { text: pull.pullRequest === null ? '–' : oneLine(pull.pullRequest.name) },
      { text: oneLine(pull.note), ink: 'faint' },
    ]);
  const hidden = tracker.pulls.length - rows.length;
  const more = hidden === 0 ? [] : writer.paragraph(`… and ${hidden} more`, INDENT);
  return rows.length === 0 ? [] : ['', ...textTable(writer, PULL_COLUMNS, rows, INDENT), ...more];
}

/** What is next always has a row. */
function interest(pull: TrackedPull, { next }: Tracker): number {
  return next.kind === 'pull' && next.id === pull.id ? -1 : INTEREST[pull.state];
}

function stateText({ stateText: words, phase }: TrackedPull): string {
  const number = /^Phase \d+/.exec(phase ?? '')?.[0].toLowerCase();
  return number === undefined ? words : `${words}, ${number}`;
}

function shareText({ completion }: TrackedPull): string {
  return completion === null ? '–' : completion.percent;
}

const STATE_INKS: Readonly<Record<TrackedState, Ink>> = {
  pending: 'plain',
  blocked: 'faint',
  'in-progress': 'candidate',
  waiting: 'unsure',
  stopped: 'bad',
  abandoned: 'faint',
  completed: 'good',
};

function nextLines({ next }: Tracker, writer: TextWriter): string[] {
  if (next.kind === 'none') {
    return writer.paragraph(oneLine(next.why), INDENT);
  }
  return [
    ...writer.paragraph(`${next.id} ${oneLine(next.title)}: ${oneLine(next.why)}`, INDENT),
    ...next.preflight.flatMap((criterion) => criterionLines(criterion, writer)),
  ];
}

const SIGNS = { met: '✔', unmet: '✘', unknown: '?' } as const;
const SIGN_INKS = { met: 'good', unmet: 'bad', unknown: 'unsure' } as const;

function criterionLines(criterion: TrackedCriterion, writer: TextWriter): string[] {
  const { state, text, evidence } = criterion;
  const told = state === 'unknown' ? oneLine(evidence) || 'nothing is known' : oneLine(evidence);
  const words = told === '' ? '' : `: ${told}`;
  return writer
    .paragraph(`${SIGNS[state]} ${oneLine(text)}${words}`, INDENT, INDENT)
    .map((line) => (state === 'met' ? line : writer.paint(SIGN_INKS[state], line)));
}

const METRIC_COLUMNS: readonly Column[] = [
  { header: 'metric', align: 'left', shrinkTo: 16 },
  { header: 'base', align: 'right' },
  { header: 'current', align: 'right' },
  { header: 'interval', align: 'right' },
  { header: 'target', align: 'right' },
  { header: 'state', align: 'left' },
];

const METRIC_INKS: Readonly<Record<TrackedMetric['state'], Ink>> = {
  reached: 'good',
  missed: 'bad',
  unclear: 'unsure',
  'not-measured': 'faint',
};

function metricLines({ metrics }: Tracker, writer: TextWriter, count: number): string[] {
  const rows = metrics
    .slice(0, count)
    .map(({ name, base, current, target, state }): Cell[] => [
      { text: oneLine(name) },
      { text: oneLine(base ?? '–') },
      { text: oneLine(current?.value ?? '–') },
      { text: oneLine(current?.interval ?? '–') },
      { text: oneLine(target ?? '–') },
      { text: state === 'not-measured' ? 'not measured' : state, ink: METRIC_INKS[state] },
    ]);
  const hidden = metrics.length - rows.length;
  const more = hidden === 0 ? [] : writer.paragraph(`… and ${hidden} more`, INDENT);
  return rows.length === 0 ? [] : ['', ...textTable(writer, METRIC_COLUMNS, rows, INDENT), ...more];
}
