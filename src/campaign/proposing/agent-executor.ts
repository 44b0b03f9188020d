import { type Executor, executorFor, parseAgentSpec, type QuickLook } from '../../agent/index.ts';
import type { Command } from '../../model/index.ts';
import { splitWords } from '../../suite/index.ts';
import { parseCommand } from '../command-rows.ts';

/**
 * The executor that a person's words name: `claude`, `acp:…`, `model:…`, any command line.
 *
 * @param quickLook - what an agent may have measured while it works; undefined for nothing
 * @throws HoneError E_USAGE, E_CONFIG for words that are not understood
 */
export function agentExecutor(agent: string, quickLook?: QuickLook): Executor {
  const spec = parseAgentSpec(agent, agentCommand);
  return executorFor(spec, { env: process.env, human: null, quickLook });
}

/** Words where they are plain, /bin/sh where the line needs one (pipes, variables, `&&`). */
function agentCommand(text: string): Command {
  const split = splitWords(text);
  return parseCommand(text, split.kind === 'invalid' && split.needsShell);
}
