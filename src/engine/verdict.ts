import { Type } from 'typebox';
import { Value } from 'typebox/value';

import type { GateVerdict } from '../port/index.ts';

const commit = Type.Union([Type.String(), Type.Null()]);

const Verdict = Type.Union([
  Type.Object({ kind: Type.Literal('pass'), commit, evidence: Type.Unknown() }),
  Type.Object({
    kind: Type.Literal('fail'),
    reasons: Type.Array(Type.String()),
    evidence: Type.Unknown(),
  }),
  Type.Object({
    kind: Type.Literal('ask'),
    commit,
    question: Type.Object({ text: Type.String(), of: Type.String(), evidence: Type.Unknown() }),
  }),
]);

/**
 * What the check of a gate returned. A gate fails closed, so this is not left to the types: a
 * check may hand on what a program printed.
 *
 * @throws Error for what is no verdict
 */
export function verdictFrom(returned: unknown): GateVerdict {
  if (!Value.Check(Verdict, returned)) {
    throw new Error('what it returned is no verdict of a gate');
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the check above proves it
  return returned as GateVerdict;
}
