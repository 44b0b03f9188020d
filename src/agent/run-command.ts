import { existsSync } from 'node:fs';

import {
  HoneError,
  messageOf,
  systemCodeOf,
  TransientError,
  transientReasonIn,
} from '../base/index.ts';
import type { CappedText } from './capped-output.ts';
import { lastLines, shownCommand } from './command-text.ts';
import {
  commandLine,
  endWords,
  type ProcessEnd,
  type ProcessRequest,
  runProcess,
} from './run-process.ts';
import { isSandboxRefusal, SandboxRefusal } from './sandbox-refusal.ts';

/** A run whose failure is told to a person. */
export interface CommandRequest extends ProcessRequest {
  /** Whose command it is, as the beginning of a sentence: `The developer's command`. */
  readonly what: string;
  /** What the command itself says went wrong; null or left out: its last lines have to tell. */
  readonly complaint?: () => string | null;
}

/** What a command printed that ended well. */
export interface CommandOutput {
  readonly stdout: CappedText;
  readonly stderr: CappedText;
  /** False when it ended well without taking all of its input. */
  readonly inputTaken: boolean;
}

/**
 * Runs a command that has to end with exit code 0.
 *
 * @throws HoneError E_COMMAND with the command, how it ended, its last lines and what to do; a
 *   TransientError when another attempt may help; E_INTERRUPTED on abort; E_DISK for the log
 */
export async function runCommand(request: CommandRequest): Promise<CommandOutput> {
  const { end, stdout, stderr, inputTaken, leftBehind } = await runProcess(request);
  if (end.kind === 'exited' && end.code === 0 && !leftBehind) {
    return { stdout, stderr, inputTaken };
  }
  const left = leftBehind ? ' Something that it started could not be killed and still runs.' : '';
  const input = inputTaken ? '' : ' It had closed its input before it took all of it.';
  const texts = { stdout: stdout.text, stderr: stderr.text };
  const complaint = lastLines(request.complaint?.() ?? '');
  const output = complaint || `${lastLines(stdout.text)}\n${lastLines(stderr.text)}`;
  throw failureOf(end, request, {
    // What went wrong stands on standard error, or with some agents only on standard output.
    lines: complaint || lastLines(stderr.text) || lastLines(stdout.text),
    sayings: left + input,
    reason: transientReasonIn(output),
    refused: request.line !== undefined && isSandboxRefusal(texts),
  });
}

interface Circumstances {
  readonly lines: string;
  readonly sayings: string;
  readonly reason: ReturnType<typeof transientReasonIn>;
  /** Its sandbox did not start. */
  readonly refused: boolean;
}

/** EX_TEMPFAIL of sysexits.h: "the user is invited to retry". */
const EXIT_TRY_AGAIN = 75;

function failureOf(end: ProcessEnd, request: CommandRequest, about: Circumstances): unknown {
  const message = (advice: string): string => messageFor(end, request, about, advice);
  switch (end.kind) {
    case 'interrupted':
      return new HoneError('E_INTERRUPTED', `${request.what} was interrupted.`, {
        cause: request.signal.reason,
      });
    case 'log-failed':
    case 'refused':
      return end.cause;
    case 'not-started':
      return new HoneError('E_COMMAND', message(startAdvice(end.cause, request)), {
        cause: end.cause,
      });
    case 'timed-out':
      return new TransientError(
        'E_COMMAND',
        'timeout',
        message('Give it less to do or a longer timeout.'),
      );
    case 'flooded':
      return new HoneError('E_COMMAND', message('Make it print less.'));
    case 'signalled':
      return new HoneError('E_COMMAND', message(signalAdvice(end.signal)));
    case 'exited':
      if (about.refused) {
        return new SandboxRefusal('E_COMMAND', message(REFUSED));
      }
      if (about.reason !== null || end.code === EXIT_TRY_AGAIN) {
        const advice = 'That may pass: hone tries again, unless it has done so often enough.';
        return new TransientError('E_COMMAND', about.reason ?? 'network', message(advice));
      }
      return new HoneError('E_COMMAND', message(exitAdvice(end.code, request)));
  }
}

const REFUSED = 'The sandbox did not start. See hone doctor, or what its last line says.';

function messageFor(
  end: ProcessEnd,
  request: CommandRequest,
  { lines, sayings }: Circumstances,
  advice: string,
): string {
  const what = `${request.what} ${endWords(end)}: ${shownCommand(request.command)}.`;
  const log = request.logPath === null ? '' : ` All that it printed is in ${request.logPath}.`;
  const said = lines === '' ? ' It printed nothing.' : ` Its last lines:\n${indented(lines)}`;
  const began = end.kind === 'not-started' ? '' : `${log}${said}`;
  return `${what}${sayings} ${advice}${began}`;
}

function indented(lines: string): string {
  return lines.replaceAll(/^/gm, '  ');
}

function startAdvice(cause: unknown, request: CommandRequest): string {
  const { words, cwd } = request.line ?? commandLine(request.command, request);
  if (!existsSync(cwd)) {
    return `The folder ${cwd} does not exist.`; // Node reports it like a missing program
  }
  const [program] = words;
  const advice: Readonly<Record<string, string>> = {
    ENOENT: `There is no program ${program} on the PATH. Install it or correct the name.`,
    EACCES: `${program} may not be executed. Check its permissions.`,
    E2BIG: 'Its words are too long for the system. Hand the prompt in by stdin or {prompt_file}.',
  };
  return advice[systemCodeOf(cause) ?? ''] ?? `The system says: ${messageOf(cause)}.`;
}

function signalAdvice(signal: string): string {
  return signal === 'SIGKILL'
    ? 'hone did not do that: the machine may have run out of memory.'
    : 'Run it by hand in the same folder to see why.';
}

function exitAdvice(code: number, { command, cwd }: CommandRequest): string {
  if (command.kind === 'shell' && code === 127) {
    return 'The shell did not find a program in it. Install it or correct the name.';
  }
  return `Run it by hand in ${cwd} to see why.`;
}
