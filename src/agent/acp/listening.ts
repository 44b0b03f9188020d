import { overBudget } from '../budget.ts';
import { cappedOutput } from '../capped-output.ts';
import type { ExecutorControl, TraceEvent } from '../executor.ts';
import { TRACE_EVENTS_MAX } from '../limits.ts';
import type { AgentProcess } from './agent-process.ts';
import type { AttemptFacts, AttemptSeen } from './attempt-failure.ts';
import type { FirstEnd } from './first-end.ts';
import { ERROR_OUTPUT_BYTES_MAX, STRAY_LINE_CHARS_MAX } from './limits.ts';
import { messageStream } from './message-stream.ts';
import { type Grounds, permissionAbout, permissionFor } from './permission-policy.ts';
import { type AgentLink, linkTo } from './protocol.ts';
import { sessionEventIn } from './session-event.ts';
import { toolCallIn } from './tool-call.ts';
import type { TrafficLog } from './traffic-log.ts';
import { turnRecord, type TurnRecord } from './turn-record.ts';

/** What is listened for. */
export interface ListenRequest {
  readonly facts: AttemptFacts;
  readonly grounds: Grounds;
  readonly control: Pick<ExecutorControl, 'budget' | 'onTrace'>;
  /** For all that the agent sends. */
  readonly trafficBytesMax: number;
}

/** Both directions of the talk with an agent that runs. */
export interface Listening {
  readonly link: AgentLink;
  readonly record: TurnRecord;
  /** What was printed beside the messages so far. */
  readonly seen: () => Omit<AttemptSeen, 'hasSpoken'>;
  /** Tells the trace what is held back, and nothing after it. */
  readonly close: () => void;
}

/** Writes the log, tells the trace, answers requests, and ends the work at the first problem. */
export function listenTo(
  request: ListenRequest,
  agent: AgentProcess,
  log: TrafficLog,
  first: FirstEnd,
): Listening {
  const { facts, grounds, control } = request;
  const tell = boundedTrace(control.onTrace, first);
  const record = turnRecord(tell, (usage) => {
    const error = overBudget(facts.what, usage, control.budget);
    if (error !== null) {
      first.stop({ kind: 'failed', error });
    }
  });
  const logged = (stream: string, bytes: Buffer): void => {
    const failure = log.write(stream, bytes);
    if (failure !== null) {
      first.stop({ kind: 'failed', error: failure.cause });
    }
  };
  const errorOutput = watchedErrorOutput(agent, logged, first);
  let strayLine = '';
  let isClosed = false;
  const stream = messageStream(
    agent,
    {
      onBytes: logged,
      onNotification(method, params) {
        const event = method === 'session/update' ? sessionEventIn(params) : null;
        if (event !== null && !isClosed && first.now() === null) {
          record.take(event);
        }
      },
      onStray(line) {
        strayLine = line.slice(0, STRAY_LINE_CHARS_MAX);
      },
      onProblem: first.stop,
    },
    request.trafficBytesMax,
  );
  const link = linkTo(stream, {
    onPermission(fields, options) {
      if (isClosed || first.now() !== null) {
        return null;
      }
      const call = record.withKnown(toolCallIn(fields));
      const answer = permissionFor(call, options, grounds);
      record.flush();
      tell({ kind: 'permission', about: permissionAbout(call, answer), answer: answer.kind });
      return answer.optionId;
    },
  });
  const close = (): void => {
    record.flush();
    isClosed = true;
  };
  return { link, record, seen: () => ({ errorOutput: errorOutput(), strayLine }), close };
}

/**
 * What was used is always told: budgets and receipts need the last of it. What the caller throws
 * ends the work, where an event of a pipe or a timer would end hone.
 */
function boundedTrace(
  onTrace: ExecutorControl['onTrace'],
  first: FirstEnd,
): (event: TraceEvent) => void {
  let told = 0;
  return (event) => {
    told += event.kind === 'usage' ? 0 : 1;
    if (event.kind !== 'usage' && told > TRACE_EVENTS_MAX) {
      return;
    }
    try {
      onTrace?.(event);
    } catch (thrown) {
      first.stop({ kind: 'failed', error: thrown });
    }
  };
}

function watchedErrorOutput(
  { stderr }: AgentProcess,
  logged: (stream: string, bytes: Buffer) => void,
  first: FirstEnd,
): () => string {
  const output = cappedOutput();
  stderr.on('data', (chunk: Buffer) => {
    if (output.totalBytes() > ERROR_OUTPUT_BYTES_MAX) {
      return; // it is being ended for that
    }
    output.add(chunk);
    logged('error output', chunk);
    if (output.totalBytes() > ERROR_OUTPUT_BYTES_MAX) {
      first.stop({ kind: 'flooded', what: 'error output', bytes: ERROR_OUTPUT_BYTES_MAX });
    }
  });
  return () => output.text().text;
}
