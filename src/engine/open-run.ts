import { HoneError, type Json } from '../base/index.ts';
import type { EngineParts } from './engine-parts.ts';
import type { FlowJournal, NewJournalEvent } from './journal-port.ts';
import { recordingOf } from './read-run.ts';
import type { Recorder } from './recorder.ts';
import { encoded } from './stored-value.ts';
import type { DriveControl, FlowDefinition } from '../port/index.ts';
import type { RunId } from '../model/index.ts';

/**
 * Begins a new run.
 *
 * @throws HoneError E_BUSY when it has begun before
 */
export function begin<R>(
  parts: EngineParts,
  given: { readonly run: RunId; readonly flow: FlowDefinition<R>; readonly input: Json },
  control: DriveControl,
): Recorder {
  const { run, flow, input } = given;
  refuseExisting(parts.journal, run);
  const recorder = recordingOf(parts, run, control.onEvent);
  const value = recorder.store(encoded(input));
  const { name, version } = flow;
  const data = { flow: name, version, input: value, forkedFrom: null };
  recorder.append({ type: 'flow.started', data });
  return recorder;
}

/**
 * Begins a run with what another one had recorded up to a gate.
 *
 * @param events - what `forkedEvents` gives
 * @throws HoneError E_BUSY when it has begun before
 */
export function beginFork(
  parts: EngineParts,
  run: RunId,
  events: readonly NewJournalEvent[],
  control: DriveControl,
): Recorder {
  refuseExisting(parts.journal, run);
  events.forEach((event) => parts.onCommit?.('before', event));
  const [first] = parts.journal.appendEvents(run, events, 'synced');
  events.forEach((event) => parts.onCommit?.('after', event));
  control.onEvent?.({ kind: 'run-started', at: first?.at ?? parts.clock.isoNow() });
  return recordingOf(parts, run, control.onEvent);
}

/** A run that was made and killed before its first event is begun as if it were new. */
function refuseExisting(journal: FlowJournal, run: RunId): void {
  if (journal.events(run).length > 0) {
    throw new HoneError('E_BUSY', `Run ${run} exists already. Run the same command again.`);
  }
}
