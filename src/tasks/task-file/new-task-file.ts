import { canonicalJson } from '../../base/index.ts';
import type { TaskId } from '../task-id.ts';
import { parseTaskFile } from './parse-task-file.ts';
import { SECTION_HEADINGS, SECTION_KINDS, type SectionKind } from './section-kind.ts';
import type { Priority, TaskFile } from './task-file.ts';

/** What a task says, without its places: what a new file is written from. */
export interface TaskFields {
  readonly id: TaskId | null;
  readonly title: string;
  readonly priority: Priority;
  readonly overview: string;
  readonly dependencies: readonly { readonly id: TaskId; readonly reason: string }[];
  readonly objectives: readonly string[];
  /** Each as it would stand in hone.yaml: `parse-large wall <= 80 ms`. */
  readonly targets: readonly string[];
  /** In the order of the file; `depth` from 0, at most one more than that before. */
  readonly subTasks: readonly {
    readonly text: string;
    readonly isDone: boolean;
    readonly depth: number;
  }[];
  readonly approach: string;
  readonly risks: readonly string[];
  readonly resources: readonly string[];
  readonly acceptance: readonly { readonly text: string; readonly isDone: boolean | null }[];
}

/** A new task file, or what in it can't be written so that it would be read again as it was. */
export type NewTaskFile =
  | { readonly kind: 'ok'; readonly text: string }
  | {
      readonly kind: 'refused';
      readonly fields: readonly (keyof TaskFields)[];
      readonly why: string;
    };

/**
 * Writes a task file from its fields. What it writes is read back first, so `ok` means that
 * `parseTaskFile` gives the same fields: an objective of two lines, say, is refused.
 */
export function newTaskFile(fields: TaskFields): NewTaskFile {
  const lead = fields.id === null ? '' : `Task #${fields.id}: `;
  const blocks = SECTION_KINDS.flatMap((kind) => {
    const body = bodyOf(kind, fields);
    return [`## ${SECTION_HEADINGS[kind]}`, ...(body === '' ? [] : [body])];
  });
  const text = `# ${lead}${fields.title}\n\n${blocks.join('\n\n')}\n`;
  const { task, errors } = parseTaskFile(text);
  const back = taskFields(task);
  const lost = FIELD_NAMES.filter(
    (name) => back === null || canonicalJson(back[name]) !== canonicalJson(fields[name]),
  );
  if (lost.length === 0 && errors.length === 0) {
    return { kind: 'ok', text };
  }
  const first = errors[0];
  const reason =
    first === undefined
      ? 'Items take one line without spaces at their ends, texts no headings of level 1 or 2.'
      : [first.message, first.hint ?? ''].join(' ').trim();
  const why = `The task can't be written (${lost.join(', ') || 'whole'}). ${reason}`;
  return { kind: 'refused', fields: lost, why };
}

/** The fields of a task that was read; null without title or priority, which a new one has. */
export function taskFields(task: TaskFile): TaskFields | null {
  if (task.title === null || task.priority === null) {
    return null;
  }
  return {
    id: task.id?.value ?? null,
    title: task.title.value,
    priority: task.priority.value,
    overview: task.overview,
    dependencies: task.dependencies.map(({ id, reason }) => ({ id, reason })),
    objectives: task.objectives.map(({ value }) => value),
    targets: task.targets.map(({ text }) => text),
    subTasks: task.subTasks.map(({ text, isDone, depth }) => ({ text, isDone, depth })),
    approach: task.approach,
    risks: task.risks.map(({ value }) => value),
    resources: task.resources.map(({ value }) => value),
    acceptance: task.acceptance.map(({ text, isDone }) => ({ text, isDone })),
  };
}

const FIELD_NAMES: readonly (keyof TaskFields)[] = [
  'id',
  'title',
  'priority',
  'overview',
  'dependencies',
  'objectives',
  'targets',
  'subTasks',
  'approach',
  'risks',
  'resources',
  'acceptance',
];

/** What a person finds where nothing is filled in yet; comments are no items. */
const EMPTY_HINTS: Readonly<Partial<Record<SectionKind, string>>> = {
  dependencies: 'None',
  objectives: '<!-- What is to become better, one in a line: - Parsing large files is fast -->',
  targets: '<!-- Numbers, one in a line: - parse-large wall <= 80 ms -->',
  'sub-tasks': '<!-- Pieces of the work: - [ ] Read the file in chunks -->',
};

function bodyOf(kind: SectionKind, fields: TaskFields): string {
  const body = filledBody(kind, fields);
  return body === '' ? (EMPTY_HINTS[kind] ?? '') : body;
}

function filledBody(kind: SectionKind, fields: TaskFields): string {
  switch (kind) {
    case 'overview':
    case 'approach':
      return fields[kind];
    case 'type':
      return 'performance';
    case 'priority':
      return fields.priority;
    case 'dependencies':
      return list(
        fields.dependencies.map(({ id, reason }) => (reason === '' ? id : `${id}: ${reason}`)),
      );
    case 'objectives':
    case 'targets':
    case 'risks':
    case 'resources':
      return list(fields[kind]);
    case 'sub-tasks':
      return fields.subTasks
        .map(({ text, isDone, depth }) => `${'  '.repeat(depth)}- ${box(isDone)} ${text}`)
        .join('\n');
    case 'acceptance':
      return list(
        fields.acceptance.map(({ text, isDone }) =>
          isDone === null ? text : `${box(isDone)} ${text}`,
        ),
      );
  }
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

function box(isDone: boolean): string {
  return isDone ? '[x]' : '[ ]';
}
