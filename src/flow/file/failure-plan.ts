import { asMap, asScalar, type Complaints, type Place, type Tree } from '../../document/index.ts';
import { RETURNS_MAX } from '../limits.ts';
import { numberAt, placedText, textAt, wordAt } from './fields.ts';
import type { FailurePlan } from './flow-file.ts';
import { type NamedStep, stepMeant } from './step-reference.ts';

/** One `on_failure` as it is written. */
export interface FailureWish {
  readonly target: string | null;
  readonly max: number | null;
  readonly finally: FailurePlan['finally'] | null;
  readonly place: Place;
}

const ENDINGS = ['stop', 'ask', 'continue'] as const;

/** Words that flow files use for the three endings, without spaces and signs. */
const WORDS: readonly (readonly [FailurePlan['finally'], RegExp])[] = [
  ['stop', /^(?:stop|halt|fail|abort|block)$/],
  ['ask', /^(?:ask|ask(?:a)?person|escalate|escalateto(?:a)?(?:human|person|user))$/],
  ['continue', /^(?:continue|logandcontinue|skip|ignore|warn)$/],
];

/** `Return to step 3`, `go back to the planner with feedback`; the first group is the target. */
const RETURN = new RegExp(
  '^(?:return|go ?back|back|go ?to)\\b(?: to)?(?: the)?(?: step)? +' +
    '(.+?)(?: step)?(?: with (?:the )?feedback)?\\.?$',
  'i',
);

/** Understands one `on_failure`; null when it is not there or not understood. */
export function failureWish(tree: Tree | null, complaints: Complaints): FailureWish | null {
  if (tree === null) {
    return null;
  }
  const { place } = tree;
  if (tree.kind === 'map') {
    const map = asMap(tree);
    const target = textAt(map, 'goto')?.text ?? null;
    const max = numberAt(map, 'max');
    if (target === null && max !== null) {
      complaints.refuse(place, '"max" needs "goto": it counts the returns.', null);
    }
    return { target, max, finally: wordAt(map, 'finally', ENDINGS), place };
  }
  const { text } = placedText(asScalar(tree));
  const word = text.toLowerCase().replaceAll(/[^a-z]/g, '');
  const ending = WORDS.find(([, pattern]) => pattern.test(word))?.[0] ?? null;
  const target = ending === null ? (RETURN.exec(text)?.[1] ?? null) : null;
  if (ending === null && target === null) {
    const message = `${JSON.stringify(text)} does not say what follows a failure.`;
    complaints.refuse(place, message, 'Write stop, ask, continue, or "return to step 3".');
    return null;
  }
  return { target, max: null, finally: ending, place };
}

/**
 * Joins a step's own `on_failure` with that of its `retry`, which says what follows when nothing
 * is left to try. A target that no step has stays as it is written, for `checkFlow` to name.
 */
export function failurePlan(
  own: FailureWish | null,
  ofRetry: FailureWish | null,
  steps: readonly NamedStep[],
  complaints: Complaints,
): FailurePlan {
  const wish = own?.target != null ? own : ofRetry?.target != null ? ofRetry : null;
  const ending = own?.finally ?? ofRetry?.finally ?? 'ask';
  if (wish === null || wish.target === null) {
    return { goto: null, finally: ending };
  }
  const { target, place } = wish;
  const meant = stepMeant(target, steps);
  if (meant.kind === 'several') {
    const message = `"${target}" may mean several steps: ${meant.ids.join(', ')}.`;
    complaints.refuse(place, message, 'Name the one that is meant.');
  }
  const step = meant.kind === 'one' ? meant.id : target;
  return { goto: { step, max: wish.max ?? RETURNS_MAX.usual, place }, finally: ending };
}
