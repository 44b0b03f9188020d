import { inlineMarkdown, proseMarkdown } from '../blocks/inline-markdown.ts';
import { oneLine } from '../blocks/safe-markdown.ts';
import { trimmed } from '../blocks/wanted-block.ts';
import type { TaskFields } from '../task-file/new-task-file.ts';
import { readTarget } from '../task-file/read-target.ts';
import type { Priority } from '../task-file/task-file.ts';
import type { TaskId } from '../task-id.ts';
import { effortText } from '../tracker/completion.ts';
import { itemNote } from './noted-item.ts';
import type { SplitItem } from './split-item.ts';
import type { Tie } from './stacks.ts';

/** What follows from the other items of the plan. */
export interface ItemPlace {
  readonly id: TaskId;
  readonly priority: Priority;
  /** The task below it in its stack; `tie` is null where others of the stack tie the two. */
  readonly before: {
    readonly id: TaskId;
    readonly item: SplitItem;
    readonly tie: Tie | null;
  } | null;
  /** Dependencies that the plan does not have. */
  readonly strangers: readonly string[];
}

/** The fields of the task for an item, in a form that a task file gives back as they are. */
export function taskFieldsFor(item: SplitItem, place: ItemPlace): TaskFields {
  const { targets, refused } = targetsIn(item);
  return {
    id: place.id,
    title: titleOf(item),
    priority: place.priority,
    overview: overviewOf(item),
    dependencies:
      place.before === null ? [] : [{ id: place.before.id, reason: reasonOf(place.before) }],
    objectives: [metricLine(item)],
    targets,
    subTasks: subTasksOf(item).map((text) => ({ text, isDone: false, depth: 0 })),
    approach: filled(item.approach, 'The plan does not say how.'),
    risks: items([...item.risks, ...risksOf(item, place.strangers, refused)]),
    resources: [],
    acceptance: acceptanceOf(item).map((text) => ({ text, isDone: false })),
  };
}

function titleOf({ title, id }: SplitItem): string {
  return headingText(title) || headingText(id) || 'Untitled';
}

/** Without the closing sequence of a heading, which would be read as none of its text. */
function headingText(text: string): string {
  return inlineMarkdown(text).replace(/(?:\s#+)+$/, '');
}

function metricLine({ metric, expected }: SplitItem): string {
  const what = inlineMarkdown(`${metric.benchmark} ${metric.metric}`) || 'The metric';
  return expected === null
    ? `${what} becomes better; by how much is not known`
    : `${what} becomes better by ${gainText(expected)}, as the plan expects`;
}

/** `10 % (0 % to 24 %)`. */
function gainText({ estimate, lo, hi }: NonNullable<SplitItem['expected']>): string {
  return `${percent(estimate)} (${percent(lo)} to ${percent(hi)})`;
}

function percent(share: number): string {
  return Number.isFinite(share) ? `${Number((share * 100).toPrecision(3))} %` : 'unknown';
}

function overviewOf(item: SplitItem): string {
  const { id, frames, evidence, files } = item;
  const shown = items(evidence);
  const places = items(frames);
  const changed = items(files ?? []);
  return [
    `${itemNote(id)} ${metricLine(item)}.`,
    shown.length === 0 ? 'The plan gives no evidence.' : `Evidence:\n\n${list(shown)}`,
    ...(places.length === 0 ? [] : [`Places in the profile:\n\n${list(places)}`]),
    ...(changed.length === 0 ? [] : [`Files:\n\n${list(changed)}`]),
    `Estimated effort: ${effortText(item.effort) ?? 'not known'}.`,
  ].join('\n\n');
}

function reasonOf({ item, tie }: NonNullable<ItemPlace['before']>): string {
  switch (tie?.kind) {
    case 'file':
      return inlineMarkdown(`both change ${tie.file}`);
    case 'frame':
      return inlineMarkdown(`both are about ${tie.frame}, so their gains do not add up`);
    case 'needs':
      return inlineMarkdown(
        tie.item === item.id
          ? `the plan says that ${item.id} comes first`
          : `the plan has both wait for each other; ${item.id} is rated higher`,
      );
    case undefined:
      return 'it is below it in the stack, and others of the stack tie the two';
  }
}

function subTasksOf({ frames }: SplitItem): string[] {
  const changes = items(frames).map((frame) => `Change ${frame}`);
  return [
    'Measure the base on the frozen suite',
    ...(changes.length === 0 ? ['Make the change'] : changes),
    'Measure the change against the base on fresh pairs',
  ];
}

function risksOf(
  { files, wayBack }: SplitItem,
  strangers: readonly string[],
  refused: readonly string[],
): string[] {
  return [
    ...(files === null
      ? ['Which files it touches is not known: it may conflict with other pull requests']
      : []),
    ...strangers.map((id) => `It should come after ${id}, which the plan does not have`),
    ...refused.map((text) => `This target was not understood: ${text}`),
    ...(wayBack.trim() === '' ? [] : [`Way back: ${wayBack}`]),
  ];
}

function acceptanceOf({ acceptance }: SplitItem): string[] {
  const given = items(acceptance);
  return given.length === 0
    ? [
        'The gain is confirmed on fresh pairs',
        'The tests of the frozen suite pass and the output is the same',
      ]
    : given;
}

/** Targets in the words of hone.yaml, the first of two on one metric, and what is none. */
function targetsIn({ targets }: SplitItem): { targets: string[]; refused: string[] } {
  const found = new Map<string, string>();
  const refused: string[] = [];
  for (const text of targets) {
    const read = readTarget(oneLine(text));
    const key = read.kind === 'ok' ? `${read.target.benchmark} ${read.target.metric ?? ''}` : '';
    if (read.kind === 'invalid' || found.has(key)) {
      refused.push(text);
    } else {
      found.set(key, read.target.text);
    }
  }
  return { targets: [...found.values()], refused };
}

function list(texts: readonly string[]): string {
  return texts.map((text) => `- ${text}`).join('\n');
}

/** Texts as items of a list; what says nothing is none. */
function items(texts: readonly string[]): string[] {
  return texts.map(inlineMarkdown).filter((text) => text !== '');
}

/** Several lines as a section takes them. */
function filled(text: string, otherwise: string): string {
  const lines = trimmed(proseMarkdown(text));
  const first = lines.findIndex((line) => line.trim() !== '');
  return first < 0 ? otherwise : lines.slice(first).join('\n').trimEnd();
}
