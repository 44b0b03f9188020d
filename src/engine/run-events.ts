import type { Json } from '../base/index.ts';
import type { FlowEvent, FlowEventOf, Stored } from './events.ts';
import type { Answer, OpenQuestion, Rewind, RunEvent } from '../port/index.ts';

/** How a recorded value is read. */
export type Load = (value: Stored) => Json;

/** A recorded event in the words of the port; none for what only the driver needs. */
export function runEventsFrom(event: FlowEvent, load: Load): readonly RunEvent[] {
  const { at } = event;
  switch (event.type) {
    case 'flow.started':
      return [{ kind: 'run-started', at }];
    case 'flow.resumed':
      return [{ kind: 'run-resumed', at }];
    case 'flow.completed':
      return [{ kind: 'run-completed', at }];
    case 'flow.failed':
      return [{ kind: 'run-failed', at }];
    case 'flow.cancelled':
      return [{ kind: 'run-cancelled', at }];
    case 'step.started':
      return [{ kind: 'step-started', ...stepOf(event), at }];
    case 'step.done':
      return [{ kind: 'step-done', ...stepOf(event), at }];
    case 'attempt.failed':
      return [{ kind: 'attempt-failed', ...stepOf(event), failure: event.data.failure, at }];
    case 'step.failed':
      return [{ kind: 'step-failed', ...stepOf(event), failure: event.data.failure, at }];
    case 'gate.checking':
      return [{ kind: 'gate-checking', id: event.data.id, check: event.data.check, at }];
    case 'gate.passed':
      return [{ kind: 'gate-passed', id: event.data.id, at }];
    case 'gate.failed':
      return [{ kind: 'gate-failed', id: event.data.id, at }];
    case 'question.asked':
      return [{ kind: 'asked', question: openQuestionFrom(event, load), at }];
    case 'answer.received': {
      const { question: id, answer } = event.data;
      return [{ kind: 'answered', id, answer: answerFrom(answer), at }];
    }
    case 'rewound':
      return [{ kind: 'rewound', rewind: rewindFrom(event, load), at }];
    case 'flow.forked':
    case 'flow.waiting':
    case 'step.owns':
    case 'groups.ended':
    case 'sleep.started':
    case 'sleep.done':
    case 'all.done':
    case 'code.restored':
      return [];
  }
}

/** A question as the port shows it. */
export function openQuestionFrom(
  { data, at }: FlowEventOf<'question.asked'>,
  load: Load,
): OpenQuestion {
  const { id, text, of, choices, evidence } = data;
  return { id, text, of, choices, evidence: load(evidence), askedAt: at };
}

/** A rewind as the port shows it. */
export function rewindFrom({ data, at }: FlowEventOf<'rewound'>, load: Load): Rewind {
  const { gate, commit, reason, by } = data;
  return { gate, commit, reason, by, data: load(data.data), at };
}

/** An answer as the port shows it. */
export function answerFrom(recorded: FlowEventOf<'answer.received'>['data']['answer']): Answer {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `data` was read as JSON
  return recorded as Answer;
}

function stepOf({
  data,
}: FlowEventOf<'step.started' | 'step.done' | 'attempt.failed' | 'step.failed'>): {
  id: string;
  title: string;
  attempt: number;
} {
  return { id: data.id, title: data.title ?? data.id, attempt: data.attempt };
}
