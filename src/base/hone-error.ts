/**
 * Every way in which the user's input or machine can stop hone. The code is stable and may be
 * scripted against; the message is for people and may change.
 */
export type HoneErrorCode =
  | 'E_USAGE' // wrong flags or arguments
  | 'E_CONFIG' // hone.yaml or another input file is not understood
  | 'E_NOT_FOUND' // a file, command, revision, run or proposal does not exist
  | 'E_COMMAND' // a command of the user's could not start, failed, hung or flooded its output
  | 'E_BUDGET' // an agent used more tokens or money than it may
  | 'E_SUITE_WEAK' // a cheat gets past the suite, or none was tried on it
  | 'E_OUTPUT_DIFFERS' // two sides that must print the same do not
  | 'E_NO_GIT' // git is missing or the folder is no repository
  | 'E_REPOSITORY' // the repository is in a state that hone can't work with
  | 'E_DIRTY_TREE' // there are uncommitted changes where a clean tree is needed
  | 'E_PATCH' // a patch is empty, malformed or does not apply
  | 'E_FORMAT' // a result file of another tool is not understood
  | 'E_SUITE_CHANGED' // the frozen suite differs from what the run froze
  | 'E_BUSY' // another hone holds the lock and the wait was bounded
  | 'E_DISK' // disk full, read-only or not writable
  | 'E_JOURNAL' // the journal is damaged or written by another version
  | 'E_FLOW_CHANGED' // the flow is not the one that the run began with
  | 'E_NOISE' // the machine can't see the effect that is asked for
  | 'E_FORGE' // the host of pull requests can't be asked, refused, or answered nonsense
  | 'E_MISSING_TOOL' // an optional program that was asked for is not installed
  | 'E_INTERRUPTED'; // Ctrl-C or a termination signal

/**
 * The user's kind of failure: what happened, to which thing, and what to do next, in one paragraph.
 * Only `src/cli` prints it and turns it into an exit code.
 */
export class HoneError extends Error {
  override name = 'HoneError';
  readonly code: HoneErrorCode;

  constructor(code: HoneErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** The text of anything that was thrown, for putting into another message. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/**
 * The system's error code (`ENOENT`, `ENOSPC`, …) of something thrown by Node, or undefined. The
 * code of a `HoneError` is ours and no system's, so that is undefined as well.
 */
export function systemCodeOf(thrown: unknown): string | undefined {
  if (thrown instanceof HoneError) {
    return undefined;
  }
  if (thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string') {
    return thrown.code;
  }
  return undefined;
}
