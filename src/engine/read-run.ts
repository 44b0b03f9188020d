import type { EngineParts } from './engine-parts.ts';
import { flowEventsOf } from './flow-events.ts';
import type { FlowJournal, JournalMessage } from './journal-port.ts';
import { type Recorded, recordedFrom } from './recorded.ts';
import { type Recorder, recorderOn } from './recorder.ts';
import { refuseUnbegun } from './refusals.ts';
import type { RunEvent } from '../port/index.ts';
import type { RunId } from '../model/index.ts';

/** A run as anybody sees it. */
export interface ReadRun {
  readonly recorded: Recorded;
  /** Sent and not yet taken up. */
  readonly messages: readonly JournalMessage[];
}

/**
 * @throws HoneError E_NOT_FOUND without the run; E_USAGE when it is not one of a flow; E_JOURNAL
 *   when it is damaged
 */
export function readRun(journal: FlowJournal, run: RunId): ReadRun {
  const recorded = recordedFrom(flowEventsOf(journal, run));
  refuseUnbegun(run, recorded);
  return { recorded, messages: journal.messages(run, recorded.lastMessage) };
}

/** What this process adds to a run that it holds. @throws HoneError as `readRun` */
export function recordingOf(
  { journal, clock, resultBytesMax, onCommit }: EngineParts,
  run: RunId,
  onEvent: ((event: RunEvent) => void) | undefined,
): Recorder {
  return recorderOn({ journal, run, clock, onEvent, onCommit, resultBytesMax });
}
