import { HoneError } from '../base/index.ts';
import { type FlowEvent, flowEventFrom } from './events.ts';
import type { FlowJournal } from './journal-port.ts';
import type { RunId } from '../model/index.ts';

/**
 * The events of a run; none for one that was stopped before its first.
 *
 * @throws HoneError E_NOT_FOUND without the run; E_USAGE when it is not one of a flow; E_JOURNAL
 *   when it is damaged
 */
export function flowEventsOf(journal: FlowJournal, run: RunId): readonly FlowEvent[] {
  const events = journal.events(run);
  const first = events[0]?.type ?? 'flow.started';
  if (first !== 'flow.started') {
    throw new HoneError(
      'E_USAGE',
      `Run ${run} is not a run of a flow (it began with ${first}). \`hone show ${run}\` says ` +
        'what is known about it.',
    );
  }
  return events.map(flowEventFrom);
}
