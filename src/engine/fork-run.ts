import { at, HoneError, type Json } from '../base/index.ts';
import { keyOf, type NewFlowEvent } from './events.ts';
import { flowEventsOf } from './flow-events.ts';
import type { FlowJournal, JournalEvent, NewJournalEvent } from './journal-port.ts';
import { passedGate, passedGates, recordedFrom } from './recorded.ts';
import type { FlowDefinition } from '../port/index.ts';
import type { RunId } from '../model/index.ts';

/** What is forked. */
export interface Fork {
  readonly from: RunId;
  readonly gate: string;
  readonly run: RunId;
}

/**
 * The events that a fork begins with: the same up to the gate, at the same places, so that what
 * they say about each other stays true; the first and the last say where they come from.
 *
 * @throws HoneError E_NOT_FOUND without such a gate; E_USAGE for another flow
 */
export function forkedEvents<R>(
  journal: FlowJournal,
  { from, gate }: Fork,
  flow: FlowDefinition<R>,
): readonly NewJournalEvent[] {
  const events = journal.events(from);
  const recorded = recordedFrom(flowEventsOf(journal, from));
  const passed = passedGate(recorded, gate);
  if (recorded.started === null || passed === null) {
    throw noSuchGate(from, gate, passedGates(recorded));
  }
  const { started } = recorded;
  if (started.data.flow !== flow.name) {
    throw new HoneError(
      'E_USAGE',
      `Run ${from} is one of the flow "${started.data.flow}" and can't be forked as one of ` +
        `"${flow.name}". Start a new run instead.`,
    );
  }
  const head = at(events, passed.seq - 1).hash;
  return [
    withKey({
      type: 'flow.started',
      data: {
        ...started.data,
        version: flow.version,
        forkedFrom: { run: from, gate, head },
      },
    }),
    ...events.slice(1, passed.seq).map(copied),
    withKey({ type: 'flow.forked', data: { commit: passed.data.commit } }),
  ];
}

/** The error for a gate that can't be gone back to. */
export function noSuchGate(run: RunId, gate: string, passed: readonly string[]): HoneError {
  const names =
    passed.length === 0 ? 'No gate of it has passed.' : `Passed have: ${passed.join(', ')}.`;
  return new HoneError('E_NOT_FOUND', `Run ${run} has not passed a gate ${gate}. ${names}`);
}

function withKey(event: NewFlowEvent): NewJournalEvent {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the schemas allow JSON only
  return { ...event, key: keyOf(event, 1) } as NewJournalEvent;
}

/** With the time at which it happened: the journal writes the one at which it is copied. */
function copied({ type, key, data, at: recordedAt }: JournalEvent): NewJournalEvent {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as every event of a flow is
  const fields = data as { readonly [name: string]: Json | undefined };
  return { type, key, data: { originalAt: recordedAt, ...fields } };
}
