import { setTimeout as pause } from 'node:timers/promises';

import type { CommandLine } from '../../model/index.ts';
import type { CappedText } from '../capped-output.ts';
import type { AgentUsage, ExecutorControl } from '../executor.ts';
import { type AgentProcess, startAgent } from './agent-process.ts';
import { type AttemptEnd, failureOf } from './attempt-failure.ts';
import { converse } from './conversation.ts';
import { type FirstEnd, firstEnd } from './first-end.ts';
import { CANCEL_MS_MAX } from './limits.ts';
import { listenTo, type ListenRequest } from './listening.ts';
import type { AgentLink, Answer } from './protocol.ts';
import { turnTokensIn } from './session-event.ts';
import { openTrafficLog, type TrafficLog } from './traffic-log.ts';

/** One agent, one task. */
export interface AttemptRequest extends ListenRequest {
  /** What is started: the command of the facts, in its sandbox where there is one. */
  readonly line: CommandLine;
  readonly prompt: string;
  /** Absolute; where it hands in. */
  readonly handInFolder: string;
  readonly control: ExecutorControl;
  /** Between SIGTERM and SIGKILL. */
  readonly graceMs: number;
  /** For each answer that comes before the work. */
  readonly answerMs: number;
}

/** What an agent said and used that was done with its work. */
export interface Attempted {
  readonly said: CappedText;
  readonly usage: AgentUsage | null;
}

/**
 * Starts an agent, has it do one task and ends it with all that it started, whatever comes of it.
 *
 * @throws HoneError E_COMMAND, E_BUDGET, E_INTERRUPTED or E_DISK with what to do; a TransientError
 *   when another attempt may help
 */
export async function attemptTurn(request: AttemptRequest): Promise<Attempted> {
  const { facts, line, control, graceMs } = request;
  const log = openTrafficLog(facts.logPath, facts.command, facts.cwd);
  const first = firstEnd();
  let isDone = false;
  try {
    const started = await startAgent(line, control.owns);
    if (started.kind === 'failed') {
      const nothing = { hasSpoken: false, errorOutput: '', strayLine: '' };
      const end: AttemptEnd = { kind: 'not-started', cause: started.cause };
      first.stop(end);
      throw failureOf(end, facts, nothing);
    }
    try {
      const attempted = await workOf(request, started.agent, log, first);
      isDone = true;
      return attempted;
    } finally {
      await started.agent.end(graceMs);
    }
  } finally {
    log.close(isDone ? 'done' : (first.now()?.kind ?? 'not done, see the last answer'));
  }
}

/** Joins all that can happen to an agent. */
async function workOf(
  request: AttemptRequest,
  agent: AgentProcess,
  log: TrafficLog,
  first: FirstEnd,
): Promise<Attempted> {
  const { facts, control, prompt, handInFolder, answerMs } = request;
  const { signal, timeoutMs } = control;
  const { link, record, seen, close } = listenTo(request, agent, log, first);
  let hasSpoken = false;
  let sessionId: string | null = null;
  const failure = (end: AttemptEnd): unknown => failureOf(end, facts, { ...seen(), hasSpoken });

  void agent.gone.then(first.stop);
  const timer = setTimeout(() => first.stop({ kind: 'timed-out', afterMs: timeoutMs }), timeoutMs);
  const abort = (): void => first.stop({ kind: 'interrupted', cause: signal.reason });
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) {
    abort(); // while it was being started
  }
  try {
    const answer = await Promise.race([
      converse(link, {
        facts,
        prompt,
        handInFolder,
        cwd: facts.cwd,
        inTime: (asked, answered) => inTime(asked, answered, answerMs, first),
        onSpoken: () => (hasSpoken = true),
        onSession: (id) => (sessionId = id),
      }),
      first.came.then((end) => Promise.reject(failure(end))),
    ]);
    record.takeTurnTokens(turnTokensIn(answer));
    sessionId = null;
    const late = first.now();
    if (late !== null && !isDeparture(late)) {
      throw failure(late);
    }
    return { said: record.lastMessage(), usage: record.usage() };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
    close();
    await cancelled(link, sessionId);
  }
}

/** One that went away after it was done did nothing wrong. */
function isDeparture({ kind }: AttemptEnd): boolean {
  return kind === 'exited' || kind === 'signalled' || kind === 'hung-up';
}

async function inTime(
  asked: string,
  answered: Promise<Answer>,
  answerMs: number,
  first: FirstEnd,
): Promise<Answer> {
  const timer = setTimeout(() => first.stop({ kind: 'mute', asked, afterMs: answerMs }), answerMs);
  void first.came.then(() => clearTimeout(timer)); // an agent that went away never answers
  try {
    return await answered;
  } finally {
    clearTimeout(timer);
  }
}

/** As the protocol wants it: some agents stop work that they do elsewhere. */
async function cancelled(link: AgentLink, sessionId: string | null): Promise<void> {
  if (sessionId !== null) {
    await Promise.race([link.cancel(sessionId), pause(CANCEL_MS_MAX, undefined, { ref: false })]);
  }
}
