/** The flags of `hone try` and `hone resume` as commander hands them over. */
export interface TryFlags {
  readonly keep?: boolean;
  readonly edit?: boolean;
  readonly yes?: boolean;
  readonly base?: string;
  readonly judge?: readonly string[];
  readonly clear?: readonly string[];
  readonly cwd: string;
  readonly json?: string;
  readonly noise?: 'stop' | 'accept';
  readonly measureAll?: boolean;
  readonly seed?: number;
  readonly maxPairs?: number;
  readonly timeLimit?: number;
  readonly takeOver?: boolean;
  readonly quiet?: boolean;
}

/** Examples for the help and for the error when nothing was named. */
export const TRY_EXAMPLES = `
Examples:
  hone try fix.patch other.patch            judge two patches
  hone try my-branch --keep                 commit it to hone/<run> if it passes
  hone try pr:12 pr:15                      judge pull requests of the remote origin
  hone try -- npx some-codemod src          judge whatever a command changes
  hone try --base hone/RUN more.patch       judge it on what another run kept
  hone try --edit                           change it yourself in a clone, then have it judged

An agent (claude, codex, gemini, acp:COMMAND, model:URL#MODEL) proposes in "hone search --agent", in
one round or many, or in "hone run --agent"; what it changes goes through the same trial.

A proposal is kept only if it stays in scope, builds, passes the frozen tests, prints the same on
every run, is faster on fresh measurements, harms nothing, and is as fast on inputs it has not seen.

Exit codes: 0 at least one was kept, 1 none was kept, 2 could not be judged.`;
