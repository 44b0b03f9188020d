import { countOf, formatShare, formatValue } from '../quantity.ts';
import { oneLine } from '../safe-text.ts';
import { DEPTH_MAX, NOTES_MAX } from './limits.ts';
import type { Merged } from './merge-side.ts';
import type { Pruned } from './prune.ts';

/** What a graph does not show, in sentences; the readers' own words last. */
export function notesOf(
  sides: readonly Merged[],
  drawn: Pruned,
  foldsRecursion: boolean,
): readonly string[] {
  const notes: string[] = [];
  const unit = sides[0]?.unit ?? 'ns';
  const waiting = sides.reduce((sum, side) => sum + side.waiting, 0);
  const seen = waiting + sides.reduce((sum, side) => sum + side.drawn, 0);
  if (waiting > 0) {
    notes.push(
      `${formatShare(waiting / seen)} of what was recorded is time in which the threads were ` +
        `idle or preempted. It is not drawn.`,
    );
  }
  if (foldsRecursion) {
    notes.push(
      `Stacks are deeper than ${DEPTH_MAX} frames, so a function that calls itself directly is ` +
        `drawn once.`,
    );
  }
  if (drawn.tooDeep > 0) {
    notes.push(
      `${formatShare(drawn.tooDeep)} lies below row ${DEPTH_MAX} and is drawn as (deeper calls).`,
    );
  }
  if (drawn.small > 0) {
    notes.push(
      `${countOf(drawn.small, 'call')} below ${formatValue(drawn.smallest, unit)} merged with ` +
        `their small neighbours.`,
    );
  }
  const caveats = [...new Set(sides.flatMap((side) => side.caveats))].map(oneLine);
  const room = NOTES_MAX - notes.length;
  const shown = caveats.length > room ? caveats.slice(0, room - 1) : caveats;
  const rest = caveats.length - shown.length;
  return [...notes, ...shown, ...(rest > 0 ? [`And ${rest} more, in the profiles.`] : [])];
}
