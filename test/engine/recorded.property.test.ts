import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';

import type { FlowEvent, NewFlowEvent } from '../../src/engine/events.ts';
import { newFold, openQuestions, recordedFrom } from '../../src/engine/recorded.ts';

const value = { result: 1, bytes: 1 };
const at = '2025-01-31T14:25:01.000Z';

/** Ids belong to a verb by their first letter, as the driver sees to it. */
const number = fc.integer({ min: 0, max: 4 });
const attempt = fc.integer({ min: 1, max: 3 });
const event: fc.Arbitrary<NewFlowEvent> = fc.oneof(
  fc.tuple(number, attempt).map(([id, tried]): NewFlowEvent => ({
    type: 'step.started',
    data: { id: `s${id}`, attempt: tried },
  })),
  fc.tuple(number, attempt).map(([id, tried]): NewFlowEvent => ({
    type: 'attempt.failed',
    data: { id: `s${id}`, attempt: tried, failure: 'f', errorCode: null, waitMs: 1, until: at },
  })),
  number.map((id): NewFlowEvent => ({
    type: 'step.done',
    data: { id: `s${id}`, attempt: 1, ms: 3, value },
  })),
  number.map((id): NewFlowEvent => ({
    type: 'step.owns',
    data: { id: `s${id}`, attempt: 1, pid: 100 + id, startedAt: '1', boot: null },
  })),
  number.map((id): NewFlowEvent => ({
    type: 'gate.passed',
    data: { id: `g${id}`, commit: `c${id}`, evidence: value, answer: null },
  })),
  fc.tuple(number, fc.boolean()).map(([id, ofGate]): NewFlowEvent => ({
    type: 'question.asked',
    data: {
      id: ofGate ? `g${id}` : `q${id}`,
      text: 't',
      of: 'o',
      choices: ['yes'],
      evidence: value,
      gate: ofGate ? { commit: null } : null,
    },
  })),
  fc.tuple(number, fc.constantFrom('yes', 'no')).map(([id, choice]): NewFlowEvent => ({
    type: 'answer.received',
    data: {
      question: `q${id}`,
      answer: { choice, by: 'b', reason: '', at, data: null },
      message: id,
    },
  })),
  fc.constantFrom<NewFlowEvent>(
    { type: 'flow.resumed', data: {} },
    { type: 'flow.waiting', data: { questions: [] } },
    { type: 'flow.failed', data: { failure: 'f' } },
    { type: 'groups.ended', data: {} },
  ),
);

/** `through` is given as a share of what there is by then. */
const rewind = fc.double({ min: 0, max: 1, noNaN: true });
const history = fc.array(
  fc.oneof({ weight: 8, arbitrary: event }, { weight: 1, arbitrary: rewind }),
  {
    maxLength: 40,
  },
);

const STARTED: NewFlowEvent = {
  type: 'flow.started',
  data: { flow: 'demo', version: '1', input: value, forkedFrom: null },
};

function recordedEvents(parts: readonly (NewFlowEvent | number)[]): readonly FlowEvent[] {
  return [STARTED, ...parts].map((part, index): FlowEvent => {
    const seq = index + 1;
    const through = typeof part === 'number' ? Math.max(1, Math.floor(part * index)) : 0;
    const added: NewFlowEvent =
      typeof part === 'number'
        ? {
            type: 'rewound',
            data: { gate: 'g', through, commit: 'c', reason: 'r', by: 'b', data: value },
          }
        : part;
    return { ...added, seq, at };
  });
}

/** The obvious way: play back what a rewind leaves. */
function surviving(events: readonly FlowEvent[]): readonly FlowEvent[] {
  return events.reduce<readonly FlowEvent[]>(
    (left, next) =>
      next.type === 'rewound'
        ? left.filter(({ seq }) => seq <= next.data.through)
        : [...left, next],
    [],
  );
}

test('a run with rewinds is what it would be without all that they dropped', () => {
  fc.assert(
    fc.property(history, (parts) => {
      const events = recordedEvents(parts);
      const full = recordedFrom(events);
      const rest = recordedFrom(surviving(events));
      assert.deepEqual([...full.answers], [...rest.answers]);
      assert.deepEqual(openQuestions(full), openQuestions(rest));
      assert.deepEqual([full.end, full.isPutAway], [rest.end, rest.isPutAway]);
      const known = ({ entries }: typeof full) =>
        [...entries.values()].map((entry) => ({ ...entry, drive: 0 }));
      assert.deepEqual(known(full), known(rest));
    }),
  );
});

test('no rewind makes a run forget what it cost, whom it owns and what it has read', () => {
  fc.assert(
    fc.property(history, (parts) => {
      const events = recordedEvents(parts);
      const full = recordedFrom(events);
      const kept = recordedFrom(events.filter(({ type }) => type !== 'rewound'));
      for (const name of ['resultBytes', 'drives', 'lastMessage', 'groups', 'started'] as const) {
        assert.deepEqual(full[name], kept[name], name);
      }
      const rewinds = events.filter(({ type }) => type === 'rewound').length;
      assert.deepEqual([full.generation, full.rewinds.length], [rewinds + 1, rewinds]);
    }),
  );
});

test('a fold that grows is at each event what a fold of all before it is', () => {
  fc.assert(
    fc.property(history, (parts) => {
      const events = recordedEvents(parts);
      const fold = newFold();
      for (const [index, next] of events.entries()) {
        fold.add(next);
        if (index % 7 === 0) {
          assert.deepEqual(fold.recorded, recordedFrom(events.slice(0, index + 1)));
        }
      }
    }),
  );
});
