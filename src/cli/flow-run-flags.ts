import type { RunFlowOptions } from '../campaign/index.ts';
import type { SearchFlags } from './search-flags.ts';

/** The flags of `hone run`, `search`, `optimize` and subcommands as commander hands them over. */
export interface FlowRunFlags extends SearchFlags {
  readonly cwd: string;
  readonly target?: string;
  readonly proposal?: readonly string[];
  readonly role?: readonly string[];
  readonly agent?: readonly string[];
  readonly rater?: readonly string[];
  readonly publish?: readonly string[];
  readonly publishPolicy?: 'manual' | 'auto-on-pass' | 'auto-on-complete';
  readonly input?: readonly string[];
  readonly judge?: readonly string[];
  readonly untested?: string;
  readonly sandbox?: RunFlowOptions['sandbox'];
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

/** Examples for the help of `hone search`. */
export const SEARCH_EXAMPLES = `
Examples:
  hone search report --agent claude --agent codex --rounds 4 --budget 1h
  hone search --agent 'acp:gemini --acp' --budget 12x --budget '$5'
  hone search --agent 'model:http://127.0.0.1:11434/v1#qwen3-coder'
  hone search --agent './propose.sh'        any program that changes its working folder

In each round every agent works in a clone of what is kept so far, told what was tried before and
why it failed. Each change goes through the whole trial of "hone try". The search ends when the
targets of hone.yaml are reached, a budget is used up, or nothing was kept for some rounds.`;

/** What the help of `hone run prune` adds. */
export const PRUNE_HELP = `
What is left out is taken from the retention_policy of the newest run's flow. Nothing prunes by
itself, because results are what proves a verdict.`;
