import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { assert, HoneError, userEnvironment } from '../base/index.ts';
import type { Command, CommandLine } from '../model/index.ts';
import { agentWatch } from './agent-watch.ts';
import { attemptFolder, type AttemptFolder } from './attempt-folder.ts';
import type { CappedText } from './capped-output.ts';
import {
  presetCommand,
  presetEnvironment,
  type PresetName,
  presetState,
} from './command-presets.ts';
import { shownCommand } from './command-text.ts';
import type { Executor, ExecutorControl, RoleTask } from './executor.ts';
import { checkArtifactNames } from './handed-in.ts';
import { KILL_GRACE_MS, OUTPUT_BYTES_MAX, TIMEOUT_MS_MAX } from './limits.ts';
import { checkPrompt, promptDelivery, withPrompt } from './prompt-delivery.ts';
import { agentFailure, roleOutput } from './role-output.ts';
import { runCommand } from './run-command.ts';
import { commandLine } from './run-process.ts';

/** Any agent's command line, or a script. */
export interface CommandExecutorOptions {
  /** May hold `{prompt}` (not with a shell) and `{prompt_file}`; else the prompt is its input. */
  readonly command: Command;
  /**
   * Adds the words that the agent needs to work on its own, and gives it a private state folder in
   * the sandbox. Left out or null, or with a line for the shell: the command runs as it is.
   */
  readonly preset?: PresetName | null;
  /** Between SIGTERM and SIGKILL; left out: `KILL_GRACE_MS`. */
  readonly graceMs?: number;
  /** For each of its two outputs; left out: `OUTPUT_BYTES_MAX`. */
  readonly outputBytesMax?: number;
}

/**
 * An executor that runs a command in the task's folder with the user's environment and
 *
 * - `HONE_ROLE`, `HONE_PROMPT_FILE` (the prompt, also when it comes another way);
 * - `HONE_OUTPUT_DIR`: the folder where it writes the expected artifacts. When exactly one is
 *   expected and the folder stays empty, what it prints is the artifact (see `printedArtifact`).
 *
 * Each run has its own folder `command-…` in the task's output folder, with `prompt.md`, `log.txt`
 * and `out/`, so an earlier attempt's files are never taken for this one's. In the sandbox it can
 * write to `out/`, and with a preset to `state/`, which is removed in the end.
 *
 * JSON lines of a known agent are read while it runs: they become the trace, and end it when it
 * passes its budget.
 *
 * @throws HoneError E_CONFIG at once when the command line's placeholders are wrong
 */
export function commandExecutor(options: CommandExecutorOptions): Executor {
  const { command, graceMs = KILL_GRACE_MS, outputBytesMax = OUTPUT_BYTES_MAX } = options;
  const delivery = promptDelivery(command);
  return async (task, control) => {
    const { signal, timeoutMs, owns } = control;
    assert(timeoutMs >= 1 && timeoutMs <= TIMEOUT_MS_MAX, 'the timeout is 1 ms to one day');
    checkPrompt(task.prompt, task.role);
    checkArtifactNames(task);
    const place = attemptFolder(task, 'command');
    const what = `The ${task.role}'s command`;
    const watch = agentWatch(what, control);
    try {
      const run = await prepared(options, task, place, control);
      const { stdout, inputTaken } = await runCommand({
        what,
        ...run,
        input: delivery === 'stdin' ? task.prompt : null,
        timeoutMs,
        graceMs,
        outputBytesMax,
        logPath: place.logPath,
        signal,
        owns,
        watch: (chunk) => watch.add(chunk),
        complaint: () => watch.complaint(),
      });
      const answer = watch.end(stdout.text);
      if (answer.failure !== null) {
        throw agentFailure(what, answer.failure.text, place.logPath);
      }
      if (!inputTaken) {
        throw new HoneError('E_COMMAND', unreadPrompt(task, command, place.logPath));
      }
      const said: CappedText =
        answer.text === null ? stdout : { ...stdout, cutBytes: 0, text: answer.text };
      const started = shownCommand(command);
      return roleOutput({ task, place, what, started, said, usage: answer.usage, exit: 0 });
    } finally {
      rmSync(stateFolder(place), { recursive: true, force: true });
    }
  };
}

/** What is run: as the user would type it, and inside the sandbox when there is one. */
interface Prepared extends Pick<CommandLine, 'cwd' | 'env'> {
  readonly command: Command;
  readonly line?: CommandLine;
}

async function prepared(
  { command: given, preset: name = null }: CommandExecutorOptions,
  task: RoleTask,
  place: AttemptFolder,
  { contain, budget, signal }: ExecutorControl,
): Promise<Prepared> {
  const preset = given.kind === 'words' ? name : null;
  const contained = contain !== undefined;
  const full =
    preset === null || given.kind === 'shell'
      ? given
      : presetCommand(preset, given.words, { contained, budget, handInFolder: place.handInFolder });
  const command = withPrompt(full, task.prompt, place.promptPath);
  const env = {
    ...userEnvironment(process.env),
    ...task.env,
    HONE_ROLE: task.role,
    HONE_PROMPT_FILE: place.promptPath,
    HONE_OUTPUT_DIR: place.handInFolder,
  };
  const cwd = task.folder;
  const withPreset = preset === null ? env : presetEnvironment(preset, env);
  if (contain === undefined || signal.aborted) {
    return { command, cwd, env: withPreset }; // an abort starts nothing, not even the sandbox
  }
  const state = preset === null ? {} : presetState(preset, stateFolder(place), env);
  const inside = commandLine(command, { cwd, env: { ...withPreset, ...state } });
  const writable = [place.handInFolder, ...(preset === null ? [] : [stateFolder(place)])];
  return {
    command,
    cwd,
    env: inside.env,
    line: await contain(inside, writable, [place.promptPath]),
  };
}

function stateFolder(place: AttemptFolder): string {
  return join(place.folder, 'state');
}

function unreadPrompt({ role }: RoleTask, command: Command, logPath: string): string {
  return (
    `The ${role}'s command closed its input before it had read the whole prompt: ` +
    `${shownCommand(command)}. Let it read its input to the end, or hand the prompt in as a file ` +
    `with {prompt_file}. All that it printed is in ${logPath}.`
  );
}
