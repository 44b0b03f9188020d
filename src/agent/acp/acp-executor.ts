import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { assert, HoneError, userEnvironment } from '../../base/index.ts';
import type { Command, CommandLine } from '../../model/index.ts';
import { type AttemptFolder, attemptFolder } from '../attempt-folder.ts';
import { presetState } from '../command-presets.ts';
import { shownCommand } from '../command-text.ts';
import type { Contain, Executor, RoleTask } from '../executor.ts';
import { checkArtifactNames } from '../handed-in.ts';
import { KILL_GRACE_MS, TIMEOUT_MS_MAX } from '../limits.ts';
import { checkPrompt } from '../prompt-delivery.ts';
import { roleOutput } from '../role-output.ts';
import { commandLine } from '../run-process.ts';
import { attemptTurn } from './attempt.ts';
import { knownAgent } from './known-agent.ts';
import { ANSWER_MS_MAX, TRAFFIC_BYTES_MAX } from './limits.ts';

/** An agent that speaks the Agent Client Protocol on its standard input and output. */
export interface AcpExecutorOptions {
  /** Such as `gemini --acp`; the prompt is not part of it. */
  readonly command: Command;
  /** Between SIGTERM and SIGKILL; left out: `KILL_GRACE_MS`. */
  readonly graceMs?: number;
  /** For each answer before the work begins; left out: `ANSWER_MS_MAX`. */
  readonly answerMs?: number;
  /** For all messages of the agent together; left out: `TRAFFIC_BYTES_MAX`. */
  readonly trafficBytesMax?: number;
}

/**
 * An executor that leads an agent through version 1 of the Agent Client Protocol: one session in
 * the task's folder, one prompt, until it says that its turn is over.
 *
 * It is allowed what stays in its folders, see `permissionFor`. It gets neither files nor terminals
 * through hone. Its environment and what it hands in are those of `commandExecutor`; since it may
 * not look at its environment, the prompt names the folder too. Each run has its own folder `acp-…`
 * in the task's output folder, with `prompt.md`, `log.txt` (all that was said) and `out/`; in the
 * sandbox a known agent has `state/` there as well, which is removed in the end.
 *
 * @see https://agentclientprotocol.com
 */
export function acpExecutor(options: AcpExecutorOptions): Executor {
  const { command, graceMs = KILL_GRACE_MS } = options;
  const { answerMs = ANSWER_MS_MAX, trafficBytesMax = TRAFFIC_BYTES_MAX } = options;
  return async (task, control) => {
    const { signal, timeoutMs, contain } = control;
    assert(timeoutMs >= 1 && timeoutMs <= TIMEOUT_MS_MAX, 'the timeout is 1 ms to one day');
    checkPrompt(task.prompt, task.role);
    checkArtifactNames(task);
    const what = `The ${task.role}'s agent`;
    const place = attemptFolder(task, 'acp');
    if (signal.aborted) {
      throw new HoneError('E_INTERRUPTED', `${what} was interrupted.`, { cause: signal.reason });
    }
    const asTyped = commandLine(command, { cwd: task.folder, env: environmentOf(task, place) });
    const state = join(place.folder, 'state');
    try {
      const line =
        contain === undefined ? asTyped : await inside(asTyped, contain, { command, place, state });
      const { said, usage } = await attemptTurn({
        facts: { what, command, cwd: task.folder, logPath: place.logPath },
        line,
        prompt: promptFor(task, place),
        handInFolder: place.handInFolder,
        grounds: { folder: task.folder, outputFolder: task.outputFolder },
        control,
        graceMs,
        answerMs,
        trafficBytesMax,
      });
      const started = shownCommand(command);
      return roleOutput({ task, place, what, started, said, usage, exit: null });
    } finally {
      rmSync(state, { recursive: true, force: true });
    }
  };
}

/** An agent that hone knows can't write to its usual folder there, and gets one of its own. */
function inside(
  line: CommandLine,
  contain: Contain,
  {
    command,
    place,
    state,
  }: { readonly command: Command; readonly place: AttemptFolder; readonly state: string },
): Promise<CommandLine> {
  const agent = knownAgent(command);
  const env = agent === null ? {} : presetState(agent, state, line.env);
  const writable = agent === null ? [place.handInFolder] : [place.handInFolder, state];
  return contain({ ...line, env: { ...line.env, ...env } }, writable, [place.promptPath]);
}

function environmentOf(task: RoleTask, place: AttemptFolder): Record<string, string> {
  return {
    ...userEnvironment(process.env),
    ...task.env,
    HONE_ROLE: task.role,
    HONE_PROMPT_FILE: place.promptPath,
    HONE_OUTPUT_DIR: place.handInFolder,
  };
}

/** Roles speak of HONE_OUTPUT_DIR, which an agent's tools may not have in their environment. */
function promptFor(task: RoleTask, { handInFolder }: AttemptFolder): string {
  const names = task.artifacts.map(({ name }) => name).join(', ');
  const more = (task.optional ?? []).map(({ name }) => name).join(', ');
  const files = names === '' ? '' : ` What is asked for goes there: ${names}.`;
  const besides = more === '' ? '' : ` What may be handed in besides goes there too: ${more}.`;
  const folder = `HONE_OUTPUT_DIR is the folder ${handInFolder}.`;
  return `${task.prompt.trimEnd()}\n\n${folder}${files}${besides}\n`;
}
