import { at } from '../../base/index.ts';
import type { ProfileDiff } from '../../profile/index.ts';
import { CallTree, totalsOf } from './call-tree.ts';
import type { FlameOptions, FlameSide, FlameTree, FrameChange } from './flame-tree.ts';
import { FrameTable } from './frame-table.ts';
import { nodesOf } from './make-flame-tree.ts';
import { mergeSide, stacksAreDeep } from './merge-side.ts';
import { notesOf } from './notes.ts';
import { pruned } from './prune.ts';

/** Which functions changed, and how that was found out. */
export interface FlameChanges {
  /** By the id of the function; one that is missing was not tested. */
  readonly byFunction: ReadonlyMap<string, FrameChange>;
  /** The test and its level in words, or why nothing was tested; stands in the legend. */
  readonly test: string;
}

/** What a comparison of profiles found, for a graph. */
export function flameChanges(diff: ProfileDiff): FlameChanges {
  switch (diff.kind) {
    case 'too-few-runs':
      return {
        byFunction: new Map(),
        test: `Nothing is coloured: a test needs ${diff.runsMin} runs of each side at least.`,
      };
    case 'compared':
      return {
        byFunction: new Map(
          diff.changes.flatMap(({ ids, difference, pValue, verdict }) => {
            const change = {
              change: difference.estimate,
              lo: difference.lo,
              hi: difference.hi,
              pValue,
              significant: verdict !== 'unclear',
            };
            return ids.map((id) => [id, change] as const);
          }),
        ),
        test:
          `Coloured: functions whose own time, with the builtins and collections they cause, ` +
          `changed by Welch's t with at most 1 % false ones among those named ` +
          `(Benjamini-Hochberg, ${diff.changes.length} tested).`,
      };
  }
}

/**
 * Two revisions in one graph. Each call is as wide as it is after the change; one that is gone is
 * as wide as it was before. A colour stands for a function that changed significantly as a whole,
 * wherever it is called; all else is grey, however different it looks.
 *
 * Functions are matched by id, which survives moved lines.
 *
 * @param before - at least one run, in the same unit as `after`
 */
export function differentialFlame(
  before: FlameSide,
  after: FlameSide,
  changes: FlameChanges,
  options: FlameOptions = {},
): FlameTree {
  const table = new FrameTable();
  const tree = new CallTree(2);
  const foldsRecursion = stacksAreDeep([before, after]);
  const settings = { table, options, foldsRecursion };
  // After first: where both know a function, its place is that of the newer revision.
  const newer = mergeSide(tree, after, { ...settings, column: 1 });
  const older = mergeSide(tree, before, { ...settings, column: 0 });
  const [own, now] = [at(tree.self, 0), at(tree.self, 1)].map((side) => Float64Array.from(side));
  const selfBefore = own ?? new Float64Array(0);
  const selfAfter = now ?? new Float64Array(0);
  const totalAfter = totalsOf(tree.parent, selfAfter);
  const width = selfAfter.map((value, node) =>
    (totalAfter[node] ?? 0) > 0 ? value : (selfBefore[node] ?? 0),
  );
  const drawn = pruned(tree, [width, selfBefore, selfAfter], table);
  return {
    unit: newer.unit,
    runs: after.runs.length,
    frames: table.frames,
    nodes: nodesOf(drawn),
    notes: notesOf([older, newer], drawn, foldsRecursion),
    difference: {
      before: at(drawn.totals, 1),
      after: at(drawn.totals, 2),
      changes: table.frames.map(({ id }) => changes.byFunction.get(id) ?? null),
      test: changes.test,
    },
  };
}
