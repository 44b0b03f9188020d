import { type Clock, HoneError } from '../base/index.ts';
import { drive, type Poke, recordedOutcome } from './drive.ts';
import type { EngineParts } from './engine-parts.ts';
import { forkedEvents } from './fork-run.ts';
import type { FlowJournal } from './journal-port.ts';
import { answerMail, cancelMail } from './mail.ts';
import type { GroupSystem } from './process-groups.ts';
import { readRun, recordingOf } from './read-run.ts';
import { begin, beginFork } from './open-run.ts';
import type { OnCommit, Recorder } from './recorder.ts';
import { refuseAnswer, refuseEnded, refuseOtherVersion, refuseUnbegun } from './refusals.ts';
import { rewindRun } from './rewind-run.ts';
import { shownValue } from './stored-value.ts';
import { runViewFrom } from './run-view.ts';
import { classesOf } from './slots.ts';
import { systemProcesses } from './system-processes.ts';
import { systemTimers, type Timers } from './timers.ts';
import { damageOfRun } from './verify-run.ts';
import type { DriveControl, Engine, FlowDefinition, RunOutcome } from '../port/index.ts';
import type { RunId } from '../model/index.ts';

/** How the embedded driver works. */
export interface EmbeddedOptions {
  readonly clock: Clock;
  /**
   * Steps at once for each class that steps may say they use, over all runs that this engine
   * drives: `{ agent: 5, measure: 1 }`.
   */
  readonly classes: Readonly<Record<string, number>>;
  /** Largest sum of the results of a run, as JSON, in bytes; no limit when left out. */
  readonly resultBytesMax?: number;
  /** Also drive runs whose last driver can't be checked from here (another machine). */
  readonly takeOver?: boolean;
  /** Only tests replace it. */
  readonly timers?: Timers;
  /** Only tests replace it. */
  readonly system?: GroupSystem;
  /** For injecting faults into tests: see `OnCommit`. */
  readonly onCommit?: OnCommit;
}

/**
 * The driver that needs nothing but a journal: runs are driven inside this process, and go on in
 * any other that opens the same journal.
 */
export function embeddedEngine(journal: FlowJournal, options: EmbeddedOptions): Engine {
  const parts: EngineParts = {
    journal,
    clock: options.clock,
    timers: options.timers ?? systemTimers,
    system: options.system ?? systemProcesses,
    classes: classesOf(options.classes),
    resultBytesMax: options.resultBytesMax ?? null,
    takeOver: options.takeOver ?? false,
    onCommit: options.onCommit,
  };
  const pokes = new Map<RunId, Poke>();
  const poke = (run: RunId): void => pokes.get(run)?.();

  return {
    start: (run, flow, input, control) =>
      held(parts, pokes, { run, flow, control }, () => begin(parts, { run, flow, input }, control)),
    async fork(fork, flow, control) {
      const { run } = fork;
      const events = forkedEvents(journal, fork, flow);
      return held(parts, pokes, { run, flow, control }, () =>
        beginFork(parts, run, events, control),
      );
    },
    resume: async (run, flow, control) => resume(parts, pokes, { run, flow, control }),
    send(run, question, answer) {
      const { recorded, messages } = readRun(journal, run);
      refuseAnswer(run, question, answer, { recorded, messages });
      journal.sendMessage(run, answerMail(question, answer));
      poke(run);
    },
    cancel(run, request) {
      refuseEnded(run, readRun(journal, run).recorded, 'be cancelled');
      journal.sendMessage(run, cancelMail(request));
      poke(run);
    },
    rewind: (run, gate, cause) => rewindRun(parts, run, gate, cause),
    view(run) {
      // Before the events: a driver that ends meanwhile must not look as if it had been killed.
      const { kind } = journal.runState(run);
      const isDriven = kind === 'held' || kind === 'unknown';
      const { recorded, messages } = readRun(journal, run);
      return runViewFrom({
        run,
        recorded,
        messages,
        isDriven,
        load: (value) => shownValue(journal, value),
      });
    },
    verify: (run) => damageOfRun(journal, run),
  };
}

interface Held<R> {
  readonly run: RunId;
  readonly flow: FlowDefinition<R>;
  readonly control: DriveControl;
}

/** Takes a run, drives it from what `open` says, and lets go of it. */
async function held<R>(
  parts: EngineParts,
  pokes: Map<RunId, Poke>,
  { run, flow, control }: Held<R>,
  open: () => Recorder,
): Promise<RunOutcome<R>> {
  const lease = parts.journal.acquireRun(run, {
    purpose: `flow ${flow.name}`,
    takeOver: parts.takeOver,
  });
  try {
    const recorder = open();
    const { end } = recorder.recorded;
    if (end !== null) {
      return recordedOutcome(recorder, flow, end);
    }
    return await drive({ run, parts, recorder, flow, control }, (wake) => pokes.set(run, wake));
  } finally {
    pokes.delete(run);
    letGo(lease);
  }
}

function letGo(lease: { release(): void }): void {
  try {
    lease.release();
  } catch (thrown) {
    // What happened to the run matters more than that its lease ends with the process only.
    if (!(thrown instanceof HoneError)) {
      throw thrown;
    }
  }
}

async function resume<R>(
  parts: EngineParts,
  pokes: Map<RunId, Poke>,
  given: Held<R>,
): Promise<RunOutcome<R>> {
  const { run, flow, control } = given;
  const { kind } = parts.journal.runState(run);
  if (kind === 'held') {
    const recorder = recordingOf(parts, run, undefined);
    const { end } = recorder.recorded;
    if (end !== null) {
      return recordedOutcome(recorder, flow, end); // its driver is about to let go of it
    }
  }
  return held(parts, pokes, given, () => {
    const recorder = recordingOf(parts, run, control.onEvent);
    refuseUnbegun(run, recorder.recorded);
    if (recorder.recorded.end === null) {
      refuseOtherVersion(run, flow, recorder.recorded);
      recorder.append({ type: 'flow.resumed', data: {} });
    }
    return recorder;
  });
}
