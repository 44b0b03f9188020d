import { mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';

import {
  assert,
  diskErrorFrom,
  HoneError,
  TransientError,
  transientReasonIn,
  userEnvironment,
  writeFileAtomic,
} from '../base/index.ts';
import type { Command } from '../model/index.ts';
import { agentAnswer } from './agent-answer.ts';
import type { CappedText } from './capped-output.ts';
import { lastLines, shownCommand } from './command-text.ts';
import type { Executor, HandedInArtifact, RoleOutput, RoleTask } from './executor.ts';
import {
  checkArtifactNames,
  type HandedIn,
  handedInFiles,
  readHandedIn,
  someOf,
} from './handed-in.ts';
import { KILL_GRACE_MS, OUTPUT_BYTES_MAX, TIMEOUT_MS_MAX } from './limits.ts';
import { printedArtifact } from './printed-artifact.ts';
import { checkPrompt, promptDelivery, withPrompt } from './prompt-delivery.ts';
import { runCommand } from './run-command.ts';

/** Any agent's command line, or a script. */
export interface CommandExecutorOptions {
  /** May hold `{prompt}` (not with a shell) and `{prompt_file}`; else the prompt is its input. */
  readonly command: Command;
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
 * and `out/`, so an earlier attempt's files are never taken for this one's.
 *
 * @throws HoneError E_CONFIG at once when the command line's placeholders are wrong
 */
export function commandExecutor(options: CommandExecutorOptions): Executor {
  const { command, graceMs = KILL_GRACE_MS, outputBytesMax = OUTPUT_BYTES_MAX } = options;
  const delivery = promptDelivery(command);
  return async (task, { signal, timeoutMs, owns }) => {
    assert(timeoutMs >= 1 && timeoutMs <= TIMEOUT_MS_MAX, 'the timeout is 1 ms to one day');
    checkPrompt(task.prompt, task.role);
    checkArtifactNames(task.artifacts);
    const place = placeFor(task);
    const { stdout, inputTaken } = await runCommand({
      what: `The ${task.role}'s command`,
      command: withPrompt(command, task.prompt, place.promptPath),
      cwd: task.folder,
      env: {
        ...userEnvironment(process.env),
        ...task.env,
        HONE_ROLE: task.role,
        HONE_PROMPT_FILE: place.promptPath,
        HONE_OUTPUT_DIR: place.handInFolder,
      },
      input: delivery === 'stdin' ? task.prompt : null,
      timeoutMs,
      graceMs,
      outputBytesMax,
      logPath: place.logPath,
      signal,
      owns,
    });
    if (!inputTaken) {
      throw new HoneError('E_COMMAND', unreadPrompt(task, command, place.logPath));
    }
    return outputOf(task, command, place, stdout);
  };
}

/** Where one run keeps its things. */
interface Place {
  readonly promptPath: string;
  readonly logPath: string;
  readonly handInFolder: string;
}

function placeFor(task: RoleTask): Place {
  try {
    mkdirSync(task.outputFolder, { recursive: true });
    const folder = mkdtempSync(join(task.outputFolder, 'command-'));
    const handInFolder = join(folder, 'out');
    mkdirSync(handInFolder);
    const promptPath = join(folder, 'prompt.md');
    writeFileAtomic(promptPath, task.prompt);
    return { promptPath, handInFolder, logPath: join(folder, 'log.txt') };
  } catch (thrown) {
    throw diskErrorFrom(thrown, task.outputFolder);
  }
}

function unreadPrompt({ role }: RoleTask, command: Command, logPath: string): string {
  return (
    `The ${role}'s command closed its input before it had read the whole prompt: ` +
    `${shownCommand(command)}. Let it read its input to the end, or hand the prompt in as a file ` +
    `with {prompt_file}. All that it printed is in ${logPath}.`
  );
}

function outputOf(task: RoleTask, command: Command, place: Place, stdout: CappedText): RoleOutput {
  const answer = agentAnswer(stdout.text);
  if (answer.failure !== null) {
    throw agentFailure(task, answer.failure, place.logPath);
  }
  const printed = answer.text === null ? stdout : { ...stdout, cutBytes: 0, text: answer.text };
  const files = readHandedIn(place.handInFolder, task.artifacts);
  const { artifacts, problems } = handedInOrPrinted(task, files, printed);
  if (problems.length > 0) {
    const said = lastLines(printed.text);
    throw new HoneError(
      'E_COMMAND',
      `The ${task.role}'s command ended well but did not hand in what was asked for: ` +
        `${problems.join(' ')} The command was ${shownCommand(command)}. It has to write its ` +
        `files into the folder that HONE_OUTPUT_DIR names (${place.handInFolder}), or print the ` +
        `artifact when only one is asked for. All that it printed is in ${place.logPath}.` +
        (said === '' ? '' : ` Its last lines:\n${said.replaceAll(/^/gm, '  ')}`),
    );
  }
  const { text } = printed;
  return { artifacts, unexpected: files.unexpected, text, usage: answer.usage, exit: 0 };
}

function agentFailure({ role }: RoleTask, failure: string, logPath: string): HoneError {
  const said = lastLines(failure);
  const message =
    `The ${role}'s command reports an error of the agent: ${said}. Correct what it names, or ` +
    `give the role another executor. All that it printed is in ${logPath}.`;
  const reason = transientReasonIn(said);
  return reason === null
    ? new HoneError('E_COMMAND', message)
    : new TransientError('E_COMMAND', reason, message);
}

interface Found {
  readonly artifacts: readonly HandedInArtifact[];
  readonly problems: readonly string[];
}

/** Files count; what was printed only where one artifact is expected and no file was written. */
function handedInOrPrinted(task: RoleTask, files: HandedIn, printed: CappedText): Found {
  const [only] = task.artifacts;
  const isEmpty = files.texts.size + files.refused.length + files.unexpected.length === 0;
  if (only !== undefined && task.artifacts.length === 1 && isEmpty) {
    const fromOutput = printedArtifact(only.name, printed);
    return fromOutput.kind === 'found'
      ? { artifacts: [fromOutput.artifact], problems: [] }
      : { artifacts: [], problems: [`${only.name} is missing, and ${fromOutput.reason}.`] };
  }
  const { artifacts, problems } = handedInFiles(task.artifacts, files);
  const isElsewhere = files.missing.length > 0 && files.unexpected.length > 0;
  const instead = `What it wrote instead: ${someOf(files.unexpected)}.`;
  return { artifacts, problems: isElsewhere ? [...problems, instead] : problems };
}
