import { HoneError, TransientError, transientReasonIn } from '../base/index.ts';
import type { AttemptFolder } from './attempt-folder.ts';
import type { CappedText } from './capped-output.ts';
import { lastLines } from './command-text.ts';
import type { AgentUsage, HandedInArtifact, RoleOutput, RoleTask } from './executor.ts';
import { type HandedIn, handedInFiles, readHandedIn, someOf } from './handed-in.ts';
import { printedArtifact } from './printed-artifact.ts';

/** An attempt that ended well, before anybody looked at what it brought. */
export interface EndedAttempt {
  readonly task: RoleTask;
  readonly place: AttemptFolder;
  /** Who worked, as the beginning of a sentence: `The developer's command`. */
  readonly what: string;
  /** What was started, for messages; '' when there is nothing to name. */
  readonly started: string;
  /** What it said in the end. */
  readonly said: CappedText;
  readonly usage: AgentUsage | null;
  readonly exit: number | null;
}

/**
 * What an attempt brought: the files it wrote into its folder; what it said, when one artifact is
 * expected and the folder is empty.
 *
 * @throws HoneError E_COMMAND when something expected is missing or unusable, E_DISK when the
 *   folder can't be read
 */
export function roleOutput(attempt: EndedAttempt): RoleOutput {
  const { task, place, what, started, said, usage, exit } = attempt;
  const files = readHandedIn(place.handInFolder, task.artifacts, task.optional);
  const { artifacts, problems } = handedInOrPrinted(task, files, said);
  if (problems.length > 0) {
    const lines = lastLines(said.text);
    const command = started === '' ? '' : ` The command was ${started}.`;
    throw new HoneError(
      'E_COMMAND',
      `${what} ended well but did not hand in what was asked for: ${problems.join(' ')}` +
        `${command} It has to write its files into the folder that HONE_OUTPUT_DIR names ` +
        `(${place.handInFolder}), or print the artifact when only one is asked for. All that it ` +
        `printed is in ${place.logPath}.` +
        (lines === '' ? '' : ` Its last lines:\n${lines.replaceAll(/^/gm, '  ')}`),
    );
  }
  return { artifacts, unexpected: files.unexpected, text: said.text, usage, exit };
}

/**
 * The error for a failure that the agent itself reports, in its words: a `TransientError` where
 * they tell of a rate limit or a broken network.
 */
export function agentFailure(what: string, failure: string, logPath: string): HoneError {
  const said = lastLines(failure);
  const message =
    `${what} reports an error of the agent: ${said}. Correct what it names, or give the role ` +
    `another executor. All that it printed is in ${logPath}.`;
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
  const optional = handedInFiles(task.optional ?? [], { ...files, refused: [], missing: [] });
  const isOnlyOptional = files.texts.size === optional.artifacts.length;
  const isEmpty = isOnlyOptional && files.refused.length + files.unexpected.length === 0;
  if (only !== undefined && task.artifacts.length === 1 && isEmpty) {
    const fromOutput = printedArtifact(only.name, printed);
    return fromOutput.kind === 'found'
      ? { artifacts: [fromOutput.artifact, ...optional.artifacts], problems: [] }
      : { artifacts: [], problems: [`${only.name} is missing, and ${fromOutput.reason}.`] };
  }
  const { artifacts, problems } = handedInFiles(
    [...task.artifacts, ...(task.optional ?? [])],
    files,
  );
  const isElsewhere = files.missing.length > 0 && files.unexpected.length > 0;
  const instead = `What it wrote instead: ${someOf(files.unexpected)}.`;
  return { artifacts, problems: isElsewhere ? [...problems, instead] : problems };
}
