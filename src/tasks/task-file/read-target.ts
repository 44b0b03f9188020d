import { type Complaints, nearest } from '../../document/index.ts';
import {
  quantityWords,
  readTargetText,
  UNIT_NAMES,
  unitInQuantity,
  unitWrittenOut,
} from '../../model/index.ts';
import type { ListItem } from '../text/list-items.ts';
import type { TaskTarget } from './task-file.ts';

/** Where in an item the target stands: all of it, or what is marked as code at its start. */
export interface TargetSpan {
  readonly text: string;
  /** Index of its first character in the item's text. */
  readonly start: number;
}

/** The target in an item: `parse wall <= 80 ms`, or that in backticks and a remark after it. */
export function targetSpan(item: ListItem): TargetSpan {
  const code = /^`([^`]+)`/.exec(item.text)?.[1];
  return code === undefined ? { text: item.text, start: 0 } : { text: code, start: 1 };
}

/** A target without its place, or what is wrong with it, as sentences. */
export type ReadTarget =
  | { readonly kind: 'ok'; readonly target: Omit<TaskTarget, 'line'> }
  | { readonly kind: 'invalid'; readonly message: string; readonly hint: string };

/**
 * Reads one target in the words of hone.yaml. Whether the suite has the benchmark and the metric,
 * and counts that in this unit, is the suite's to say.
 */
export function readTarget(text: string): ReadTarget {
  const parts = readTargetText(text);
  if (parts.kind === 'invalid') {
    return parts;
  }
  const quantity = parts.quantity.text;
  const words = quantityWords(quantity);
  if (words === null) {
    const message = `"${quantity}" is not a quantity such as 80 ms.`;
    return { kind: 'invalid', message, hint: 'Write a number without sign, then its unit.' };
  }
  const unit = words.unit === '' ? null : unitInQuantity(words.unit);
  if (words.unit !== '' && unit === null) {
    const meant = unitWrittenOut(words.unit) ?? nearest(words.unit, UNIT_NAMES);
    const hint =
      meant === null
        ? `The units are: ${UNIT_NAMES.join(', ')}.`
        : `Write ${words.number} ${meant}.`;
    return { kind: 'invalid', message: `"${words.unit}" is no unit.`, hint };
  }
  const sign = parts.bound === 'at_most' ? '<=' : '>=';
  const metric = parts.metric?.text ?? null;
  const lead = metric === null ? parts.benchmark.text : `${parts.benchmark.text} ${metric}`;
  const stored = { value: words.number * (unit?.factor ?? 1), unit: unit?.stored ?? null };
  const named = { benchmark: parts.benchmark.text, metric, bound: parts.bound };
  const target = { text: `${lead} ${sign} ${quantity}`, ...named, quantity, stored };
  return { kind: 'ok', target };
}

/** The targets of a section; of two on one metric the second is refused, as in hone.yaml. */
export function readTargets(items: readonly ListItem[], complaints: Complaints): TaskTarget[] {
  const targets: TaskTarget[] = [];
  for (const item of items) {
    const span = targetSpan(item);
    const place = { line: item.line, column: 1 };
    const read = readTarget(span.text);
    if (read.kind === 'invalid') {
      complaints.refuse(place, read.message, read.hint);
      continue;
    }
    const { benchmark, metric } = read.target;
    const twin = targets.find((one) => one.benchmark === benchmark && one.metric === metric);
    if (twin === undefined) {
      targets.push({ ...read.target, line: item.line });
    } else {
      const name = metric === null ? benchmark : `${benchmark} ${metric}`;
      const message = `There already is a target for ${name}, in line ${twin.line}.`;
      complaints.refuse(place, message, 'Keep one of them.');
    }
  }
  return targets;
}
