/**
 * Checks one of our own invariants; a failure is a bug in hone, never the user's mistake.
 *
 * @param condition - what should hold
 * @param claim - the sentence that is false when the check fails, e.g. "a pair has two samples"
 * @throws AssertionError always when `condition` is false; nothing catches it on purpose
 */
export function assert(condition: boolean, claim: string): asserts condition {
  if (!condition) {
    throw new AssertionError(claim);
  }
}

/** A bug in hone. The journal survives it, so `hone resume` goes on after the fix. */
export class AssertionError extends Error {
  override name = 'AssertionError';

  constructor(claim: string) {
    super(`hone has a bug: it should hold that ${claim}`);
  }
}

/**
 * Marks a branch that the types say cannot be reached.
 *
 * @throws AssertionError always
 */
export function unreachable(value: never): never {
  throw new AssertionError(`no other case exists (${JSON.stringify(value)})`);
}
