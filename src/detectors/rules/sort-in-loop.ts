import { methodCall } from '../code/calls.ts';
import { dependsOnLoop } from '../code/dependence.ts';
import { loopsAround } from '../code/loops.ts';
import { lineOf } from '../code/syntax.ts';
import { isArray, isConstant, valueKind } from '../code/value-kind.ts';
import type { Technique } from '../nomination.ts';
import { inCode, type Match, type Rule } from '../rule.ts';

const TECHNIQUE: Technique = {
  name: 'sort-once',
  rationale:
    'The same list is sorted in each turn; sorting it once after the loop, inserting at the ' +
    'right ' +
    'place, or keeping a heap does the work once.',
  risk: 'medium',
  riskText: 'Code in the loop that relies on the order after each turn needs another structure.',
  effort: 'medium',
};

/** `sort` and `toSorted` of a list from outside of the loop. */
export const sortInLoop: Rule = inCode('sort-in-loop', ({ code }, node): Match | null => {
  const method = methodCall(node);
  if (method === null || (method.name !== 'sort' && method.name !== 'toSorted')) {
    return null;
  }
  const kind = valueKind(code, method.object);
  if (isConstant(kind) || (kind !== 'unknown' && !isArray(kind))) {
    return null;
  }
  const loop = loopsAround(code, node).find((each) => !dependsOnLoop(code, method.object, each));
  return loop === undefined
    ? null
    : {
        node,
        technique: TECHNIQUE,
        text: `it sorts the same list in each turn of the loop of line ${lineOf(loop.node)}`,
        atMost: 'likely',
        alsoSeen: null,
      };
});
