import { type TProperties, type TSchema, Type } from 'typebox';

import { ITEMS_MAX, NAME_CHARS_MAX, TEXT_CHARS_MAX } from './limits.ts';

/** A field that is not known is refused, so that a misspelt one is not taken for a missing one. */
export const CLOSED = { additionalProperties: false } as const;

/** An object with exactly these fields. */
export function closed<P extends TProperties>(fields: P, description?: string) {
  return Type.Object(fields, description === undefined ? CLOSED : { ...CLOSED, description });
}

/** A text with at least one visible character. */
export function text(description: string) {
  return Type.String({
    minLength: 1,
    maxLength: TEXT_CHARS_MAX,
    pattern: String.raw`\S`,
    description,
  });
}

/** A name, id or path: like a text, but short and of one line. */
export function name(description: string) {
  return Type.String({
    minLength: 1,
    maxLength: NAME_CHARS_MAX,
    pattern: String.raw`^[^\r\n\0]*\S[^\r\n\0]*$`,
    description,
  });
}

/** A value, or null where there is none; the field itself has to be there. */
export function known<T extends TSchema>(type: T, description?: string) {
  return Type.Union([type, Type.Null()], description === undefined ? {} : { description });
}

/** A list that may be empty. */
export function listOf<T extends TSchema>(item: T, description?: string) {
  const limits = { maxItems: ITEMS_MAX };
  return Type.Array(item, description === undefined ? limits : { ...limits, description });
}

/** A list of at least one. */
export function someOf<T extends TSchema>(item: T, description?: string) {
  const limits = { minItems: 1, maxItems: ITEMS_MAX };
  return Type.Array(item, description === undefined ? limits : { ...limits, description });
}

/** A number of at least 0. */
export function amount(description: string) {
  return Type.Number({ minimum: 0, description });
}

/** A whole number of at least 0. */
export function count(description: string) {
  return Type.Integer({ minimum: 0, description });
}

/** A point in time: ISO 8601, UTC. */
export const Time = Type.String({
  pattern: String.raw`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$`,
  description: 'ISO 8601, UTC.',
});

/** SHA-256 in hex. */
export const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256, hex.' });

/** A whole commit id. */
export const CommitId = Type.String({
  pattern: '^([0-9a-f]{40}|[0-9a-f]{64})$',
  description: 'Full id of a commit of the subject.',
});

/** A whole id of a tree. */
export const TreeId = Type.String({
  pattern: '^([0-9a-f]{40}|[0-9a-f]{64})$',
  description: 'Full id of a tree of the subject.',
});

const Run = name('The run that wrote this.');

/** What stands first in every artifact; what has not been found out yet is null. */
export function envelope<N extends string>(schema: N) {
  return {
    schema: Type.Literal(schema),
    run: Run,
    commit: known(CommitId, 'State of the subject that this is about.'),
    suiteHash: known(Sha256, 'Of the frozen suite; null before it is frozen.'),
  };
}

/** The same for artifacts with measured numbers, which say nothing without commit and suite. */
export function measuredEnvelope<N extends string>(schema: N) {
  return { schema: Type.Literal(schema), run: Run, commit: CommitId, suiteHash: Sha256 };
}

/** The fields that are put before an artifact's own. */
export type EnvelopeField = 'schema' | 'run' | 'commit' | 'suiteHash';

/** A reference to a file of the run and its content. */
export const FileRef = closed({
  path: name("Path below the run's folder."),
  sha256: Sha256,
});
