import { assert, at } from '../../base/index.ts';
import {
  functionIdentities,
  type Profile,
  type ProfileUnit,
  stackValues,
} from '../../profile/index.ts';
import type { CallTree } from './call-tree.ts';
import type { FlameOptions, FlameSide } from './flame-tree.ts';
import type { FrameTable } from './frame-table.ts';
import { DEPTH_MAX } from './limits.ts';
import { threadLabels, threadValues } from './thread-groups.ts';

/** Where a side goes and how. */
export interface MergeSettings {
  /** The column of the tree that the values are added to. */
  readonly column: number;
  readonly table: FrameTable;
  readonly options: FlameOptions;
  /** Draws a function that calls itself directly only once. */
  readonly foldsRecursion: boolean;
}

/** What merging a side brought to light. */
export interface Merged {
  readonly unit: ProfileUnit;
  readonly runs: number;
  /** Sums over all runs: drawn, and left out because the thread did not run. */
  readonly drawn: number;
  readonly waiting: number;
  /** What the readers had to say. */
  readonly caveats: readonly string[];
}

/** Whether a stack is so deep that direct recursion has to be folded for the rest to be seen. */
export function stacksAreDeep(sides: readonly FlameSide[]): boolean {
  return sides.some(({ runs }) => runs.flat().some((profile) => deepestStack(profile) > DEPTH_MAX));
}

/** Adds all samples of a side to a tree, as means over its runs. */
export function mergeSide(tree: CallTree, side: FlameSide, settings: MergeSettings): Merged {
  const profiles = side.runs.flat();
  const unit = profiles[0]?.unit ?? 'ns';
  assert(
    profiles.every((profile) => profile.unit === unit),
    'the profiles of a tree have one unit',
  );
  const numbersOf = frameNumbers(side, settings);
  const kept = new Map(profiles.map((profile) => [profile, keptStacks(profile, settings.options)]));
  const keptOf = (profile: Profile): Uint8Array => kept.get(profile) ?? new Uint8Array(0);
  const labels = threadLabels(side.runs, (profile) => threadValues(profile, keptOf(profile)));
  side.runs.forEach((run, runNumber) => {
    run.forEach((profile, number) => {
      const threads = labels === null ? null : at(at(labels, runNumber), number);
      addProfile(tree, profile, {
        ...settings,
        numbers: numbersOf(profile),
        kept: keptOf(profile),
        threads,
        weight: 1 / side.runs.length,
      });
    });
  });
  const sums = profiles.map((profile) => drawnAndWaiting(profile, keptOf(profile)));
  return {
    unit,
    runs: side.runs.length,
    drawn: sums.reduce((sum, { drawn }) => sum + drawn, 0),
    waiting: sums.reduce((sum, { waiting }) => sum + waiting, 0),
    caveats: [...new Set(profiles.flatMap(({ caveats }) => caveats))],
  };
}

/** The number in the table of each frame of a profile. */
function frameNumbers(
  { runs, index, sourceOf }: FlameSide,
  { table, options }: MergeSettings,
): (profile: Profile) => Int32Array {
  // All profiles are numbered before any id is made: functions of one name count each other.
  const numbers = new Map(runs.flat().map((profile) => [profile, index.numbersOf(profile)]));
  const identities = functionIdentities(index.functions, sourceOf);
  const inTable = new Map<number, number>();
  return (profile) =>
    (numbers.get(profile) ?? new Int32Array(0)).map((number) => {
      const known =
        inTable.get(number) ??
        table.function(
          at(identities, number).id,
          at(index.functions, number),
          options.shares?.get(number) ?? null,
        );
      inTable.set(number, known);
      return known;
    });
}

/** Marks the stacks whose samples are drawn: by what is innermost. */
function keptStacks({ frames, stackFrame }: Profile, options: FlameOptions): Uint8Array {
  const isKept = frames.map(({ kind }) =>
    options.only === 'gc'
      ? kind === 'gc'
      : options.waiting === 'drawn' || (kind !== 'idle' && kind !== 'preempted'),
  );
  return Uint8Array.from(stackFrame, (frame) => (isKept[frame] === true ? 1 : 0));
}

interface Addition extends MergeSettings {
  readonly numbers: Int32Array;
  readonly kept: Uint8Array;
  readonly threads: readonly string[] | null;
  readonly weight: number;
}

function addProfile(tree: CallTree, profile: Profile, addition: Addition): void {
  const { table, kept, threads } = addition;
  const labels = threads === null ? [null] : [...new Set(threads)];
  for (const label of labels) {
    const values = stackValues(profile, (thread) => label === null || threads?.[thread] === label);
    for (let stack = 0; stack < values.length; stack++) {
      values[stack] = kept[stack] === 1 ? (values[stack] ?? 0) : 0;
    }
    if (values.some((value) => value > 0)) {
      const root = label === null ? 0 : tree.child(0, table.label(label, 'group'));
      addStacks(tree, profile, { ...addition, values, root });
    }
  }
}

/** Follows the stacks from the outside in; parents stand first, so one loop does. */
function addStacks(
  tree: CallTree,
  { frames, stackParent, stackFrame }: Profile,
  addition: Addition & { readonly values: Float64Array; readonly root: number },
): void {
  const { values, numbers, root, column, weight, foldsRecursion, options } = addition;
  // Who causes collections is asked for, so they count for the caller, where there is one.
  const isHanded = frames.map(({ kind }) => options.only === 'gc' && kind === 'gc');
  const isNeeded = Uint8Array.from(values, (value) => (value > 0 ? 1 : 0));
  for (let stack = values.length - 1; stack >= 0; stack--) {
    const above = stackParent[stack] ?? -1;
    assert(above < stack, 'a stack stands after the stack that called it');
    if (isNeeded[stack] === 1 && above >= 0) {
      isNeeded[above] = 1;
    }
  }
  const nodes = new Int32Array(values.length);
  for (let stack = 0; stack < values.length; stack++) {
    if (isNeeded[stack] === 0) {
      continue;
    }
    const above = stackParent[stack] ?? -1;
    const caller = above < 0 ? root : (nodes[above] ?? root);
    const recorded = stackFrame[stack] ?? 0;
    const frame = numbers[recorded] ?? 0;
    const isSame = (foldsRecursion && tree.frame[caller] === frame) || isHanded[recorded] === true;
    const node = above >= 0 && isSame ? caller : tree.child(caller, frame);
    nodes[stack] = node;
    tree.add(column, node, (values[stack] ?? 0) * weight);
  }
}

function drawnAndWaiting(
  { frames, stackFrame, samples }: Profile,
  kept: Uint8Array,
): { readonly drawn: number; readonly waiting: number } {
  let drawn = 0;
  let waiting = 0;
  for (let sample = 0; sample < samples.stack.length; sample++) {
    const stack = samples.stack[sample] ?? 0;
    const value = samples.value[sample] ?? 0;
    const kind = frames[stackFrame[stack] ?? 0]?.kind;
    if (kept[stack] === 1) {
      drawn += value;
    } else if (kind === 'idle' || kind === 'preempted') {
      waiting += value;
    }
  }
  return { drawn, waiting };
}

function deepestStack({ stackParent }: Profile): number {
  const depths = new Int32Array(stackParent.length);
  let deepest = 0;
  for (let stack = 0; stack < depths.length; stack++) {
    const above = stackParent[stack] ?? -1;
    const depth = above < 0 ? 1 : (depths[above] ?? 0) + 1;
    depths[stack] = depth;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}
