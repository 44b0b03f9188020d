import type { MergeMethod } from '../campaign/index.ts';
import type { FlowRunFlags } from './flow-run-flags.ts';

/** The flags of `hone task` and its subcommands as commander hands them over. */
export interface TaskFlags extends FlowRunFlags {
  readonly worktree?: string | true;
  readonly ask?: boolean;
  readonly base?: string;
  readonly forge?: 'auto' | 'github-rest' | 'github-cli' | 'plain-git';
  readonly apiUrl?: string;
  readonly check?: readonly string[];
  readonly flow?: string;
  readonly write?: boolean;
  readonly markdown?: string;
  // Of a new task.
  readonly priority?: 'P1' | 'P2' | 'P3';
  readonly overview?: string;
  readonly objective?: readonly string[];
  readonly goal?: readonly string[];
  readonly subTask?: readonly string[];
  readonly dependsOn?: readonly string[];
  readonly risk?: string;
  // Of a review.
  readonly changed?: readonly string[];
  readonly answered?: readonly string[];
  readonly question?: readonly string[];
  // Of the end.
  readonly all?: boolean;
  readonly keep?: boolean;
  readonly method?: MergeMethod;
}

/** What the help of `hone task` adds. */
export const TASK_HELP = `
A task is a folder tasks/<id> with task.md (what is to be reached) and journal.md (what happened).
Its status is never typed: it follows from what was recorded, from git and from the pull request.

  hone task new "Faster reports" --goal "report wall <= 80 ms" --objective "Reports are fast"
  hone task start 001 --proposal fix.patch          branch, draft, phases 1 to 8
  hone task start 002 --worktree --role 'developer=claude -p'
  hone task status                                  all tasks, and what each waits for
  hone task show 001                                phase by phase, and what is open
  hone note "The parser is slow with CRLF"          into the journal of the task that is here
  hone task complete 001                            merge, verify the merge, tidy up
  hone task complete 001 --method merge             the same, with every commit of the branch

Phases advance when their exit criteria hold; --ask makes every step wait for you. What a task waits
for is answered with "hone run answer RUN QUESTION CHOICE", which "hone inbox" shows.`;
