/** The flags of `hone redteam` as commander hands them over. */
export interface RedteamFlags {
  readonly cwd: string;
  readonly only?: readonly string[];
  readonly list?: boolean;
  readonly show?: boolean;
  readonly override?: string;
  readonly json?: string;
  readonly markdown?: string;
  readonly seed?: number;
  readonly maxPairs?: number;
  readonly timeLimit?: number;
  readonly quiet?: boolean;
}

/** Examples for the help. */
export const REDTEAM_EXAMPLES = `
Examples:
  hone redteam                                       try every cheat on this suite
  hone redteam --only known-input,test-edit          try some again
  hone redteam --list                                name them all
  hone redteam --show                                what the last whole attack found
  hone redteam --override "holdout is being written" let campaigns start all the same

Each cheat is a change that only looks faster, written for this repository, and goes through the
same trial as any proposal. Cheats are real code: they run in throw-away checkouts on this machine,
and what they leave behind is removed. A cheat that wins names the weakness and how to close it;
campaigns do not start while one is open. The same command goes on with an attack that was cut
short.

Exit codes: 0 every cheat was caught, 1 a cheat got through, 2 could not be tried, 3 one could not
be judged.`;
