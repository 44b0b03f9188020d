import { HoneError, type Json } from '../base/index.ts';
import { flowEventsOf } from './flow-events.ts';
import type { FlowJournal } from './journal-port.ts';
import type { RunId } from '../model/index.ts';
import { loaded } from './stored-value.ts';

/**
 * What steps of a run ever returned, oldest first: also what a way back dropped since, because what
 * a step did outside of the run is not undone by that. To be asked within a step, whose result is
 * recorded; without those that retention removed.
 *
 * @param wanted - asked with the full id of each step
 * @throws HoneError as `Engine.view`
 */
export function pastResults(
  journal: FlowJournal,
  run: RunId,
  wanted: (step: string) => boolean,
): readonly Json[] {
  return flowEventsOf(journal, run).flatMap((event) => {
    if (event.type !== 'step.done' || !wanted(event.data.id)) {
      return [];
    }
    try {
      return [loaded(journal, event.data.value)];
    } catch (thrown) {
      if (thrown instanceof HoneError && thrown.code === 'E_NOT_FOUND') {
        return [];
      }
      throw thrown;
    }
  });
}
