import type { Complaints } from '../../document/index.ts';
import { readTaskId, type TaskId } from '../task-id.ts';
import type { ListItem } from '../text/list-items.ts';
import type { Dependency } from './task-file.ts';

const LEAD = /^[*_`[]{0,4}(task[ \t]+)?(#?)(\d{1,9})[*_`\]]{0,4}/i;
const NOTHING = /^[*_(]*(?:none|n\/a|nothing|no dependencies|-)[.)*_]*$/i;

/** The dependencies of a section: `- 019: reason`, `- Task #019 (reason)`, or `None`. */
export function readDependencies(
  items: readonly ListItem[],
  own: TaskId | null,
  complaints: Complaints,
): Dependency[] {
  const found: Dependency[] = [];
  for (const item of items.filter(({ text }) => text !== '' && !NOTHING.test(text))) {
    const place = { line: item.line, column: 1 };
    const dependency = dependencyIn(item);
    if (dependency === null) {
      const message = `${JSON.stringify(item.text)} names no task that this one depends on.`;
      complaints.refuse(place, message, 'Write "- 019: why it must come first", or "None".');
    } else if (dependency.id === own) {
      complaints.refuse(place, `Task ${own} can't depend on itself.`, 'Leave this line out.');
    } else if (found.some(({ id }) => id === dependency.id)) {
      complaints.warn(place, `Task ${dependency.id} is named twice.`, 'Keep one of the lines.');
    } else {
      if (dependency.reason === '') {
        const hint = `Write "- ${dependency.id}: why it must come first".`;
        complaints.warn(place, `The dependency on ${dependency.id} has no reason.`, hint);
      }
      found.push(dependency);
    }
  }
  return found;
}

function dependencyIn(item: ListItem): Dependency | null {
  const match = LEAD.exec(item.text);
  const id = match === null ? null : readTaskId(match[3] ?? '');
  const rest = item.text.slice(match?.[0].length ?? 0);
  // `- 2024 figures` is a sentence; `- #2024 figures` and `- 2024: figures` name a task.
  const isNamed = match?.[1] !== undefined || match?.[2] === '#';
  const isApart = rest === '' || /^(?:[:,.)]|[ \t]*[–—(:]|[ \t]*-[ \t])/.test(rest);
  if (id === null || !(isApart || (isNamed && /^[ \t]/.test(rest)))) {
    return null;
  }
  const reason = rest.replace(/^[\s:,.)–—-]+/, '').replace(/^\*\*[ \t]*/, '');
  const inner = /^\(([^()]*)\)\.?$/.exec(reason)?.[1];
  return { id, reason: (inner ?? reason).trim(), line: item.line };
}
