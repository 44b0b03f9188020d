import { existsSync } from 'node:fs';

import {
  HoneError,
  messageOf,
  systemCodeOf,
  TransientError,
  transientReasonIn,
} from '../../base/index.ts';
import type { Command } from '../../model/index.ts';
import { lastLines, shownCommand } from '../command-text.ts';
import { isSandboxRefusal, SandboxRefusal } from '../sandbox-refusal.ts';
import type { StreamProblem } from './message-stream.ts';
import { oneLine } from './tool-call.ts';

/** Why the work ended before the agent was done with it. */
export type AttemptEnd =
  | StreamProblem
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'signalled'; readonly signal: string }
  | { readonly kind: 'hung-up' }
  | { readonly kind: 'not-started'; readonly cause: unknown }
  | { readonly kind: 'mute'; readonly asked: string; readonly afterMs: number }
  | { readonly kind: 'timed-out'; readonly afterMs: number }
  | { readonly kind: 'interrupted'; readonly cause: unknown }
  /** An error that says all there is to say: over the budget, a full disk, a bug of ours. */
  | { readonly kind: 'failed'; readonly error: unknown };

/** What messages about one attempt are made of. */
export interface AttemptFacts {
  /** The beginning of a sentence: `The developer's agent`. */
  readonly what: string;
  readonly command: Command;
  readonly cwd: string;
  readonly logPath: string;
}

/** What was seen of the agent until it ended. */
export interface AttemptSeen {
  /** True once it answered in the protocol. */
  readonly hasSpoken: boolean;
  readonly errorOutput: string;
  /** The last line that was no message; '' when there was none. */
  readonly strayLine: string;
}

/** The error for an end, with what to do; a `TransientError` where another attempt may help. */
export function failureOf(end: AttemptEnd, facts: AttemptFacts, seen: AttemptSeen): unknown {
  const { what, command } = facts;
  const of = (happened: string, advice: string): string =>
    `${what} ${happened}: ${shownCommand(command)}. ${advice} ${evidence(facts, seen)}`;
  const failure = (happened: string, advice: string): HoneError =>
    new HoneError('E_COMMAND', of(happened, advice));
  switch (end.kind) {
    case 'failed':
      return end.error;
    case 'interrupted':
      return new HoneError('E_INTERRUPTED', `${what} was interrupted.`, { cause: end.cause });
    case 'timed-out':
      return new TransientError(
        'E_COMMAND',
        'timeout',
        of(
          `did not end within ${end.afterMs / 1_000} s and was ended with all it had started`,
          'Give it less to do or a longer timeout.',
        ),
      );
    case 'mute':
      return failure(
        `did not answer "${end.asked}" within ${end.afterMs / 1_000} s and was ended`,
        seen.hasSpoken ? 'Start it by hand to see what it waits for.' : NO_ACP,
      );
    case 'not-started':
      return new HoneError(
        'E_COMMAND',
        `${what} could not be started: ${shownCommand(command)}. ${startAdvice(end.cause, facts)}`,
        { cause: end.cause },
      );
    case 'hung-up':
    case 'exited':
    case 'signalled':
      return goneFailure(end, of, facts, seen);
    case 'malformed':
      return failure(
        `sent a message that is no JSON (${oneLine(end.line)})`,
        'Update the agent, or give the role another executor.',
      );
    case 'stray':
      return failure(`printed ${end.lines} lines that are no messages and was ended`, NO_ACP);
    case 'flooded':
      return failure(
        `sent more than ${end.bytes} bytes as ${end.what} and was ended`,
        'Make it print less.',
      );
    case 'asks-on':
      return failure(
        `asked for permissions or other things ${end.requests} times and was ended`,
        'Have its own settings let it edit and run commands in its folder without asking, or ' +
          'give it less to do.',
      );
  }
}

const NO_ACP =
  'Check that this command speaks the Agent Client Protocol: some agents need a flag such as ' +
  '--acp, others a package of their own for it.';

function goneFailure(
  end: Extract<AttemptEnd, { kind: 'hung-up' | 'exited' | 'signalled' }>,
  of: (happened: string, advice: string) => string,
  { command, cwd }: AttemptFacts,
  seen: AttemptSeen,
): HoneError {
  const when = seen.hasSpoken ? 'in the middle of its work' : 'before it said anything';
  const reason = transientReasonIn(lastLines(seen.errorOutput));
  if (reason !== null) {
    const advice = 'That may pass: hone tries again, unless it has done so often enough.';
    return new TransientError('E_COMMAND', reason, of(`went away ${when}`, advice));
  }
  const byHand = `Run it by hand in ${cwd} to see why.`;
  const failure = (happened: string, advice: string): HoneError =>
    new HoneError('E_COMMAND', of(`${happened} ${when}`, advice));
  switch (end.kind) {
    case 'hung-up':
      return failure('closed its output', seen.hasSpoken ? byHand : NO_ACP);
    case 'signalled':
      return failure(
        `was killed by ${end.signal}`,
        end.signal === 'SIGKILL'
          ? 'hone did not do that: the machine may have run out of memory. See what its log says.'
          : byHand,
      );
    case 'exited':
      if (
        !seen.hasSpoken &&
        isSandboxRefusal({ stdout: seen.strayLine, stderr: seen.errorOutput })
      ) {
        const text = of('was not started', 'Its sandbox did not start. See hone doctor.');
        return new SandboxRefusal('E_COMMAND', text);
      }
      if (command.kind === 'shell' && end.code === 127) {
        return failure(
          'ended with exit code 127',
          'The shell did not find a program in it. Install it or correct the name.',
        );
      }
      return failure(
        `ended with exit code ${end.code}`,
        seen.hasSpoken ? byHand : `${byHand} ${NO_ACP}`,
      );
  }
}

/** Where to look, and the last thing that it printed beside its messages. */
function evidence({ logPath }: AttemptFacts, { errorOutput, strayLine }: AttemptSeen): string {
  const lines = lastLines(errorOutput) || lastLines(strayLine);
  const said = lines === '' ? '' : ` It printed:\n${lines.replaceAll(/^/gm, '  ')}`;
  return `All that was said is in ${logPath}.${said}`;
}

function startAdvice(cause: unknown, { command, cwd }: AttemptFacts): string {
  if (!existsSync(cwd)) {
    return `The folder ${cwd} does not exist. Check what removed it.`; // Node reports ENOENT
  }
  const program = command.kind === 'shell' ? '/bin/sh' : command.words[0];
  const advice: Readonly<Record<string, string>> = {
    ENOENT: `There is no program ${program} on the PATH. Install it or correct the name.`,
    EACCES: `${program} may not be executed. Check its permissions.`,
    E2BIG: 'Its words are too long for the system. Make them shorter.',
  };
  const known = advice[systemCodeOf(cause) ?? ''];
  return known ?? `The system says: ${messageOf(cause)}. Check the command.`;
}
