import type { Clock } from '../base/index.ts';
import type { FlowJournal } from './journal-port.ts';
import type { GroupSystem } from './process-groups.ts';
import type { OnCommit } from './recorder.ts';
import type { Classes } from './slots.ts';
import type { Timers } from './timers.ts';

/** What all runs of an engine share. */
export interface EngineParts {
  readonly journal: FlowJournal;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly system: GroupSystem;
  readonly classes: Classes;
  readonly resultBytesMax: number | null;
  readonly takeOver: boolean;
  readonly onCommit: OnCommit | undefined;
}
