import { Value } from 'typebox/value';

import { HoneError } from '../../../base/index.ts';
import {
  BASELINE_METRICS_SCHEMA,
  type BaselineMetrics,
  BENCHMARK_RESULTS_SCHEMA,
  type BenchmarkResults,
  DEV_MANIFEST_SCHEMA,
  type DevManifest,
  parseRunId,
  PERFORMANCE_COMPARISON_SCHEMA,
  type PerformanceComparison,
  type Suite,
  type TaskPhase,
} from '../../../model/index.ts';
import type { RunView } from '../../../port/index.ts';
import type { Store } from '../../../store/index.ts';
import type { PhaseNumber, TaskFile } from '../../../tasks/index.ts';
import { engineOn } from '../../flow/engine-on.ts';
import { FlowStarted } from '../../flow/flow-started.ts';
import { suiteOfRun } from '../../flow/suite-of-run.ts';
import { trusted } from '../../flow/trusted.ts';
import { artifactsIn } from '../../flow/views/recorded-steps.ts';
import type { LoggedEvent } from '../task-log.ts';
import { phaseExits, phaseRecord } from '../task-phases-of-run.ts';
import type { TaskState } from '../task-states.ts';

/** Files that a run recorded; null is one that it has not, or that is gone. */
export interface RunRecords {
  readonly baseline: BaselineMetrics | null;
  readonly manifest: DevManifest | null;
  readonly comparison: PerformanceComparison | null;
  readonly results: BenchmarkResults | null;
  /** What judged it. */
  readonly suite: Suite | null;
}

/** A task with what its runs recorded. */
export interface TaskRecords {
  readonly state: TaskState;
  /** The task file as it is on the task's branch. */
  readonly task: TaskFile;
  /** Of the newest run, which is what counts for the task; all null without one. */
  readonly own: RunRecords;
  /** Of every run, oldest first. */
  readonly runs: readonly RunRecords[];
  /** Exits of phases that the newest run came to; null for one whose record is gone. */
  readonly phases: ReadonlyMap<PhaseNumber, TaskPhase | null>;
}

/** Reads what the runs of a task recorded. @throws HoneError E_DISK */
export function taskRecords(store: Store, state: TaskState, task: TaskFile): TaskRecords {
  const { view, log } = state;
  const own = runRecords(store, view);
  const earlier = earlierRuns(store, log, view?.run ?? null);
  return {
    state,
    task,
    own,
    runs: [...earlier.map((run) => runRecords(store, run)), own],
    phases: new Map(
      (view === null ? [] : phaseExits(view)).map((exit) => [
        exit.phase,
        unlessGone(() => phaseRecord(store, exit)),
      ]),
    ),
  };
}

function runRecords(store: Store, view: RunView | null): RunRecords {
  return {
    baseline: artifact(store, view, BASELINE_METRICS_SCHEMA),
    manifest: artifact(store, view, DEV_MANIFEST_SCHEMA),
    comparison: artifact(store, view, PERFORMANCE_COMPARISON_SCHEMA),
    results: artifact(store, view, BENCHMARK_RESULTS_SCHEMA),
    suite: Value.Check(FlowStarted, view?.input) ? suiteOfRun(view.input) : null,
  };
}

/** Runs before the newest, also those of an earlier start: what they tried was tried. */
function earlierRuns(
  store: Store,
  log: readonly LoggedEvent[],
  newest: string | null,
): readonly RunView[] {
  const there = new Set<string>(store.runs().map(({ run }) => run));
  const ids = log.flatMap((event) => (event.kind === 'run' ? [event.run] : []));
  return [...new Set(ids)]
    .filter((run) => run !== newest && there.has(run))
    .flatMap((run) => unlessGone(() => engineOn(store, null).view(parseRunId(run))) ?? []);
}

/** The newest file of a shape that a run recorded. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- it names what was stored
function artifact<T>(store: Store, view: RunView | null, schema: string): T | null {
  const found = view === null ? undefined : artifactsIn(view).find((one) => one.schema === schema);
  return found === undefined
    ? null
    : unlessGone(() =>
        trusted<T>(JSON.parse(new TextDecoder().decode(store.getBlob(found.sha256)))),
      );
}

/** Null for what was removed since (`hone run prune`) or is damaged: then it is not known. */
function unlessGone<T>(read: () => T): T | null {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof HoneError && ['E_JOURNAL', 'E_NOT_FOUND'].includes(thrown.code)) {
      return null;
    }
    throw thrown;
  }
}
