import { Value } from 'typebox/value';

import { messageOf } from '../../base/index.ts';
import { Rating } from '../../model/index.ts';

/** File in which a rater hands in its scores. */
export const RATING_FILE = 'rating.json';

/** One rater's scores, or why there are none. */
export type Rated =
  | { readonly kind: 'rated'; readonly rating: Rating }
  | { readonly kind: 'failed'; readonly reason: string };

/** Nothing is filled in: a rating that is not complete is a failure of its rater. */
export function scoresFrom(
  rater: { readonly name: string; readonly kind: 'command' | 'person' },
  text: string,
): Rated {
  const { name, kind } = rater;
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (thrown) {
    return { kind: 'failed', reason: `${name}: ${RATING_FILE} is not JSON: ${messageOf(thrown)}` };
  }
  if (typeof given !== 'object' || given === null) {
    return { kind: 'failed', reason: `${name}: ${RATING_FILE} holds no JSON object.` };
  }
  const whole: unknown = { improvements_suggested: [], ...given, rater: name, kind };
  if (Value.Check(Rating, whole)) {
    return { kind: 'rated', rating: whole };
  }
  const problem = Value.Errors(Rating, whole)[0];
  const what = `${problem?.instancePath ?? ''} ${problem?.message ?? 'does not fit'}`.trim();
  return { kind: 'failed', reason: `${name}: ${RATING_FILE}: ${what}` };
}
