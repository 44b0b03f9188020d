import { assert, at } from '../../base/index.ts';
import type { Frame, Profile } from '../profile.ts';
import { amdahlBound, reaches } from './amdahl-bound.ts';
import { callSiteTime } from './call-site-time.ts';
import type { RatioInterval } from './causal-check.ts';
import { criticalPath } from './critical-path.ts';
import { type Denominator, denominated, runValues } from './denominated.ts';
import type { FunctionIndex } from './function-index.ts';
import { functionLabel } from './function-label.ts';
import { type RunInterval, shareInterval } from './share-interval.ts';
import { outermostOfGroup, stackTree, totalsOfStacks } from './stack-tree.ts';
import { type SourceOf, subjectFile } from './subject.ts';
import { touchedFunctions, type TouchedRange } from './touched-functions.ts';
import { weighGroups } from './weigh-groups.ts';

/** How much of the time the code that a change touches takes. */
export interface ExplainableGain {
  /** In the touched functions themselves, with what builtins and collections cost them. */
  readonly own: RunInterval;
  /** With everything that they call: all of it can go only if they call it less. */
  readonly reach: RunInterval;
  readonly denominator: Denominator;
  /** What was found touched, for texts. */
  readonly functions: readonly string[];
  readonly wholeFiles: readonly string[];
  readonly unseenFiles: readonly string[];
  /** Those of them whose code has no place in such a profile, whatever time it takes. */
  readonly hiddenFiles: readonly string[];
}

/** What is asked about. */
export interface ExplainableFacts {
  /** CPU profiles of each run of the base: those of all its processes. At least one run. */
  readonly runs: readonly (readonly Profile[])[];
  readonly index: FunctionIndex;
  readonly touched: readonly TouchedRange[];
  readonly sourceOf: SourceOf;
  readonly denominator: Denominator;
  /**
   * Who took the samples. V8 places JavaScript alone. perf tells of compiled code no file but only
   * symbols, and the time of what a compiler inlined stands with its caller.
   */
  readonly source: 'v8-cpu' | 'perf';
}

/** Code that V8 runs beside JavaScript, or that another process runs. */
const OTHER_CODE = new RegExp(
  String.raw`\.(?:${[
    'c|cc|cpp|cxx|h|hh|hpp|hxx|inl|m|mm|cu|rs|go|zig|nim|d|s|asm|f|f90|swift|wat',
    'py|pyx|pxd|rb|php|pl|lua|r|jl|ex|exs|erl|hs|ml|scala|java|kt|kts|groovy|clj|cs|fs|vb|dart',
    'sh|bash|zsh|fish|ps1|awk|sql',
  ].join('|')})$`,
  'i',
);

/** Names of touched functions that a text may list. */
const FUNCTIONS_NAMED_MAX = 20;

/**
 * The time that touched code takes in the base, as shares. Each sample counts once, however many
 * touched functions are on its stack. Lines that call a touched function by name count as well: it
 * may have been inlined there.
 *
 * @returns null when the critical path of a run is needed and unknown, or nothing was seen
 */
export function explainableGain(facts: ExplainableFacts): ExplainableGain | null {
  const { runs, index, touched, sourceOf, denominator, source } = facts;
  assert(runs.length > 0, 'a gain is explained from at least one profiled run');
  const groups = runs.map((profiles) => profiles.map((profile) => index.numbersOf(profile)));
  const { numbers, wholeFiles, unseenFiles } = touchedFunctions(index, touched, sourceOf);
  const isTouched = new Set(numbers);
  const calls = callsOf(index, numbers, sourceOf);
  const shares = runs.map((profiles, run) => {
    const path = criticalPath(profiles);
    const whole = denominated(profiles, runValues(profiles, path), path, denominator);
    if (whole === null || whole.total <= 0) {
      return null;
    }
    let [own, reach] = [0, 0];
    profiles.forEach((profile, number) => {
      const tree = stackTree(profile);
      const groupOfFrame = at(at(groups, run), number).map((one) => (isTouched.has(one) ? 0 : -1));
      const outermost = outermostOfGroup(tree, groupOfFrame, 1);
      const grouping = { groupOfFrame, count: 1, outermost };
      const self = at(whole.values, number);
      const weights = weighGroups(tree, self, totalsOfStacks(tree, self), grouping);
      const inTouched = touchedStacks(profile, groupOfFrame);
      const inlined = callSiteTime(profile, self, (stack) => inTouched[stack] === 1, calls);
      own += (weights.actionable[0] ?? 0) + inlined;
      reach += (weights.inclusive[0] ?? 0) + inlined;
    });
    return { own: Math.min(1, own / whole.total), reach: Math.min(1, reach / whole.total) };
  });
  const known = shares.filter((one) => one !== null);
  return known.length < shares.length
    ? null
    : {
        own: shareInterval(known.map(({ own }) => own)),
        reach: shareInterval(known.map(({ reach }) => reach)),
        denominator,
        functions: numbers
          .slice(0, FUNCTIONS_NAMED_MAX)
          .map((number) => functionLabel(at(index.functions, number))),
        wholeFiles,
        unseenFiles,
        hiddenFiles: unseenFiles.filter((file) => source === 'perf' || OTHER_CODE.test(file)),
      };
}

/** Whether a line calls one of some functions by name, as far as its text is known. */
function callsOf(
  index: FunctionIndex,
  numbers: readonly number[],
  sourceOf: SourceOf,
): (frame: Frame, line: number) => boolean {
  const names = new Set(
    numbers.map((number) => at(index.functions, number).name.split('.').at(-1) ?? ''),
  );
  const lines = new Map<string, readonly string[]>();
  const known = new Map<string, boolean>();
  return ({ file: recorded }, line) => {
    const key = `${line} ${recorded}`;
    let found = known.get(key);
    if (found === undefined) {
      const file = subjectFile(recorded, index.subject.root);
      const texts = lines.get(file) ?? (sourceOf(file) ?? '').split('\n');
      lines.set(file, texts);
      found = (texts[line - 1]?.match(WORD) ?? []).some((word) => names.has(word));
      known.set(key, found);
    }
    return found;
  };
}

const WORD = /[A-Za-z_$\u0080-\uffff][\w$\u0080-\uffff]*/g;

/** 1 for each stack with a frame of the group. */
function touchedStacks({ stackFrame, stackParent }: Profile, groupOfFrame: Int32Array): Uint8Array {
  const touched = new Uint8Array(stackFrame.length);
  stackFrame.forEach((frame, stack) => {
    const isAbove = touched[stackParent[stack] ?? -1] === 1;
    touched[stack] = isAbove || groupOfFrame[frame] === 0 ? 1 : 0;
  });
  return touched;
}

/**
 * Whether a gain can come from the code that was touched.
 * `explained`: that code takes as much time. `fewer-calls`: only together with what it calls, so
 * that it must call less or something else. `implausible`: not even then: work was skipped, an
 * answer was kept, or something else than the touched code became faster. `unknown`: the profile
 * does not tell, as of code that it has no place for.
 */
export interface GainVerdict {
  readonly kind: 'explained' | 'fewer-calls' | 'implausible' | 'unknown';
  /** One sentence with the numbers. */
  readonly reason: string;
}

/**
 * Holds a measured gain against what the touched code can explain. In doubt it is explained: the
 * least gain that was measured counts against the largest share.
 *
 * @param ratio - time of the candidate / time of the base, on the denominator's metric
 */
export function gainVerdict(
  ratio: RatioInterval,
  explainable: ExplainableGain | null,
): GainVerdict {
  if (explainable === null) {
    return {
      kind: 'unknown',
      reason: 'The critical path is not known, so a share of the time explains no gain.',
    };
  }
  const { own, reach, unseenFiles, hiddenFiles } = explainable;
  if (own.hi === null || reach.hi === null) {
    return { kind: 'unknown', reason: 'One profiled run has no interval to hold a gain against.' };
  }
  const gain = 1 - ratio.hi;
  const ofWhole = explainable.denominator === 'process-cpu' ? 'CPU time' : 'time';
  const unseen =
    unseenFiles.length === 0
      ? ''
      : ` No profile has seen code of ${unseenFiles.slice(0, 3).join(', ')}, which it touches too.`;
  const measured = `At least ${percent(gain)} of the ${ofWhole} was saved`;
  if (gain <= own.hi) {
    return {
      kind: 'explained',
      reason: `${measured}; the touched functions take up to ${percent(own.hi)}.`,
    };
  }
  if (gain <= reach.hi) {
    return {
      kind: 'fewer-calls',
      reason:
        `${measured}; the touched functions take ${percent(own.hi)} at most themselves, and ` +
        `${percent(reach.hi)} with what they call, so they must call less.${unseen}`,
    };
  }
  if (hiddenFiles.length > 0) {
    return {
      kind: 'unknown',
      reason:
        `${measured}. How much of it the code of ${hiddenFiles.slice(0, 3).join(', ')} takes is ` +
        'not known, because such a profile does not say which file time was spent in.',
    };
  }
  return {
    kind: 'implausible',
    reason:
      `${measured}, but the touched functions take ${percent(reach.hi)} at most, with all that ` +
      `they call: something else must have changed.${unseen}`,
  };
}

/** Whether a trial of a change can show anything. */
export interface Worth {
  readonly kind: 'worth' | 'hopeless' | 'unknown';
  /** One sentence with the numbers. */
  readonly reason: string;
}

/**
 * Whether a change to some code can be seen at all, if that code and all it calls cost nothing
 * any more. Files that no profile has seen, such as settings, may do anything.
 *
 * @param smallestEffect - as a fraction: 0.02 is a factor of 1.02; null when not found out
 */
export function worthMeasuring(
  explainable: ExplainableGain | null,
  smallestEffect: number | null,
): Worth {
  if (explainable === null || smallestEffect === null) {
    return { kind: 'unknown', reason: 'No bound, or no smallest visible effect, is known.' };
  }
  const { reach, unseenFiles } = explainable;
  const [unseen] = unseenFiles;
  if (unseen !== undefined) {
    return { kind: 'unknown', reason: `No profile has seen code of ${unseen}.` };
  }
  if (reach.hi === null) {
    return { kind: 'unknown', reason: 'One profiled run has no interval to bound a gain with.' };
  }
  const { free } = amdahlBound(reach, smallestEffect);
  const best = free.hi === null ? 'without limit' : `at most ${free.hi.toFixed(3)}x`;
  const seen = `${(1 + smallestEffect).toFixed(3)}x is the least that can be seen here`;
  return reaches(free, smallestEffect)
    ? { kind: 'worth', reason: `The change can gain ${best}; ${seen}.` }
    : {
        kind: 'hopeless',
        reason:
          `All the code that it touches takes ${percent(reach.hi)} of the time at most, with ` +
          `what it calls, so it can gain ${best}; ${seen}.`,
      };
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}
