/** The flags of `hone run`, `hone optimize` and their subcommands as commander hands them over. */
export interface FlowRunFlags {
  readonly cwd: string;
  readonly target?: string;
  readonly proposal?: readonly string[];
  readonly role?: readonly string[];
  readonly rater?: readonly string[];
  readonly publish?: readonly string[];
  readonly publishPolicy?: 'manual' | 'auto-on-pass' | 'auto-on-complete';
  readonly input?: readonly string[];
  readonly seed?: number;
  readonly maxPairs?: number;
  readonly timeLimit?: number;
  readonly json?: string | true;
  readonly quiet?: boolean;
  readonly by?: string;
  readonly reason?: string;
  readonly risk?: string;
  readonly data?: string;
  readonly gate?: string;
  readonly at?: string;
  readonly takeOver?: boolean;
  readonly start?: boolean;
  readonly goOn?: boolean;
  readonly yes?: boolean;
  readonly keepLast?: number;
  readonly olderThan?: number;
}

/** Examples for the help of `hone run`. */
export const RUN_EXAMPLES = `
Examples:
  hone run performance --target report --proposal fix.patch
  hone optimize report --role 'developer=claude -p' --max-pairs 40
  hone run my-flow.yaml --input service=api --role architect=person
  hone inbox                                what waits for a person
  hone run approve 20250131-142501-k7xw     let a waiting gate pass

A role is filled by hone itself unless --role says otherwise: by a command that reads its prompt
from standard input ({prompt} or {prompt_file} in it stand for the prompt), or by a person. Whatever
can be computed (measurements, comparisons, ratings of a plan's checks) is never asked of anybody.

Exit codes: 0 completed, 1 a step or gate failed, 2 could not start, 3 waits for a person,
130 interrupted ("hone run resume" goes on).`;

/** What the help of `hone run prune` adds. */
export const PRUNE_HELP = `
What is left out is taken from the retention_policy of the newest run's flow. Nothing prunes by
itself, because results are what proves a verdict.`;
