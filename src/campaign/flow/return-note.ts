import { Type } from 'typebox';
import { Value } from 'typebox/value';

import type { Json } from '../../base/index.ts';

/** What `data` of a rewind holds when a step asked for it. */
export interface ReturnNote {
  /** The step that failed, or the question after which somebody chose to repeat it. */
  readonly from: string;
  /** The step that is to do better. */
  readonly to: string;
  readonly feedback: string;
  /** What the step brought that failed; their content stays in the store. */
  readonly files: readonly { readonly name: string; readonly sha256: string }[];
}

/** The step that sent the work back, also when a person did it at its question, or tried to. */
export function stepThatSent({ from }: ReturnNote): string {
  return from.replace(/\/(?:escalation|override)$/, '');
}

const Note = Type.Object({
  from: Type.String(),
  to: Type.String(),
  feedback: Type.String(),
  files: Type.Array(Type.Object({ name: Type.String(), sha256: Type.String() })),
});

/** Reads what a step recorded with a rewind; null for a rewind that somebody else asked for. */
export function returnNoteOf(data: Json): ReturnNote | null {
  return Value.Check(Note, data) ? data : null;
}
