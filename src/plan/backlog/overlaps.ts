import type { BacklogItem, BacklogOverlap, Bottleneck, ProfileReport } from '../../model/index.ts';
import { percentText } from '../quantity-text.ts';
import { ranked } from './order-items.ts';

/** Share of a function's time under another from which on the two are said to overlap. */
const UNDER_MIN = 0.5;

/** Share of the allocated bytes from which on a function and the collector overlap. */
const ALLOCATED_MIN = 0.05;

/** A share that rounding may miss. */
const ROUNDING = 1e-6;

/** An item with the place that it is about. */
interface Placed {
  readonly item: BacklogItem;
  readonly row: Bottleneck;
}

/**
 * Items with what they overlap with, ranked anew. Two items overlap when their gains can't be added
 * up or their changes may touch the same lines:
 *
 * - they are about the same bottleneck, or about functions one of which lies in the other's lines;
 * - one would save calls, and so all that is called there, and at least half of the other's time is
 *   below it on the stack;
 * - one is about the collector, and the other allocates at least a twentieth of the bytes.
 *
 * Functions that merely call each other do not overlap: their shares are counted apart.
 */
export function withOverlaps(
  items: readonly BacklogItem[],
  { bottlenecks }: Pick<ProfileReport, 'bottlenecks'>,
): BacklogItem[] {
  const placed = items.flatMap((item): Placed[] => {
    const { benchmark } = item.metric;
    const row = bottlenecks.find(
      (one) => one.id === item.bottleneck && one.benchmark === benchmark,
    );
    return row === undefined ? [] : [{ item, row }];
  });
  const found = new Map(
    placed.map((own) => [
      own.item.id,
      placed.flatMap((other) => (other === own ? [] : (overlapOf(own, other) ?? []))),
    ]),
  );
  return ranked(items.map((item) => ({ ...item, overlaps: found.get(item.id) ?? [] })));
}

/** What two items share; null when nothing is known. */
function overlapOf(own: Placed, other: Placed): BacklogOverlap | null {
  const as = (kind: BacklogOverlap['kind'], reason: string): BacklogOverlap => ({
    item: other.item.id,
    kind,
    reason,
  });
  if (own.row.id === other.row.id) {
    return as('same-place', 'Both are about the same place.');
  }
  const lines = sharedLines(own.row, other.row);
  if (lines !== null) {
    return as('same-lines', `Both are about ${lines}.`);
  }
  const under = shareUnder(other, own) ?? shareUnder(own, other);
  if (under !== null && own.item.metric.benchmark === other.item.metric.benchmark) {
    return as('same-calls', under);
  }
  const collected = collectedOf(own.row, other.row) ?? collectedOf(other.row, own.row);
  return collected === null ? null : as('collections', collected);
}

/** `lines 20 to 30 of src/a.js`, where one function lies within the other. */
function sharedLines(
  { location: left }: Bottleneck,
  { location: right }: Bottleneck,
): string | null {
  if (left.file === null || left.file !== right.file || left.line === null || right.line === null) {
    return null;
  }
  if (left.line === right.line) {
    return null; // where both begin, layout does not tell how far each goes
  }
  const from = Math.max(left.line, right.line);
  const to = Math.min(left.end_line ?? left.line, right.end_line ?? right.line);
  return from > to ? null : `lines ${from} to ${to} of ${left.file}`;
}

/** That one saves the calls in which the other's time is spent, in words. */
function shareUnder(inner: Placed, outer: Placed): string | null {
  const savesCalls = outer.item.expected.bound.hi > (outer.row.share.actionable.hi ?? 1) + ROUNDING;
  const label = labelOf(outer.row);
  const under = inner.row.stacks
    .filter(({ frames }) => frames.includes(label))
    .reduce((sum, { share }) => sum + share, 0);
  return savesCalls && under >= UNDER_MIN
    ? `${percentText(Math.min(1, under))} of the time of ${inner.row.location.function} is in ` +
        `calls from ${outer.row.location.function}, which one of the two would save.`
    : null;
}

/** As the stacks of a report name a function. */
function labelOf({ location: { function: name, file, line } }: Bottleneck): string {
  if (file === null) {
    return name;
  }
  return line === null ? `${name} (${file})` : `${name} (${file}:${line})`;
}

/** What a function allocates, the collector also answers for. */
function collectedOf(collector: Bottleneck, other: Bottleneck): string | null {
  const share = other.share.alloc?.estimate ?? 0;
  return collector.kind === 'gc' && other.kind !== 'gc' && share >= ALLOCATED_MIN
    ? `${other.location.function} allocates ${percentText(share)} of the bytes that are collected.`
    : null;
}
