import { type Executor, executorFor, parseAgentSpec, type QuickLook } from '../../agent/index.ts';
import type { Command } from '../../model/index.ts';
import { splitWords } from '../../suite/index.ts';
import { parseCommand } from '../command-rows.ts';
import type { ProgramLimits } from '../program-limits.ts';
import { AGENT_LIMITS, withinLimits } from './within-limits.ts';

/**
 * The executor that a person's words name: `claude`, `acp:…`, `model:…`, any command line.
 *
 * @param given.quickLook - what it may have measured while it works; left out: nothing
 * @param given.changes - true for one that changes files in its folder; left out: it does not
 * @param given.limits - what it may use up; left out: `PROGRAM_LIMITS`
 * @throws HoneError E_USAGE, E_CONFIG for words that are not understood
 */
export function agentExecutor(
  agent: string,
  given: {
    readonly quickLook?: QuickLook | undefined;
    readonly changes?: boolean;
    readonly limits?: ProgramLimits;
  } = {},
): Executor {
  const { quickLook, changes = false } = given;
  const limits = { ...AGENT_LIMITS, ...given.limits };
  const spec = parseAgentSpec(agent, agentCommand);
  const executor = executorFor(spec, { env: process.env, human: null, quickLook });
  return withinLimits(executor, { changes, limits });
}

/** Words where they are plain, /bin/sh where the line needs one (pipes, variables, `&&`). */
function agentCommand(text: string): Command {
  const split = splitWords(text);
  return parseCommand(text, split.kind === 'invalid' && split.needsShell);
}
