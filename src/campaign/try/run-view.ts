import { join } from 'node:path';

import { HoneError } from '../../base/index.ts';
import { openRepository } from '../../git/index.ts';
import { parseRunId, type RunId, type TryResult } from '../../model/index.ts';
import type { Event, Store } from '../../store/index.ts';
import { FREEZING } from './frozen-suite.ts';
import { NOISE_SAMPLES_KEY } from './noise-floor.ts';
import { FINISHED_KEY, openSubjectStore, resultOf, STARTED_KEY } from './run-try.ts';
import type { Started } from './started.ts';

/** One run as a line of `hone log`. */
export interface RunLine {
  readonly run: string;
  readonly createdAt: string;
  readonly purpose: string;
  readonly state: 'finished' | 'running' | 'interrupted' | 'not started';
  readonly events: number;
  readonly proposals: readonly string[];
}

/** Where a run stands, derived from its events. */
export interface RunStatus extends RunLine {
  readonly suiteHash: string | null;
  /** What is known about each proposal so far. */
  readonly progress: readonly { readonly proposal: string; readonly state: string }[];
  readonly result: TryResult | null;
  readonly folder: string;
}

/** Opens the subject's store, hands it over and closes it again. */
export async function withStore<T>(
  folder: string,
  signal: AbortSignal,
  use: (store: Store) => T | Promise<T>,
): Promise<T> {
  const repository = await openRepository(folder, { signal });
  const store = await openSubjectStore(repository);
  try {
    return await use(store);
  } finally {
    store.close();
  }
}

/** Keys of the first events of runs that judge no proposals: of flows, measurements, compares. */
const OTHER_KINDS = ['flow', 'measuring', 'redteam', 'compare'];

/** All runs that judge proposals, newest first. */
export function runLines(store: Store): RunLine[] {
  return store
    .runs()
    .filter(({ purpose }) => purpose !== FREEZING)
    .filter(({ run }) => OTHER_KINDS.every((key) => store.eventByKey(run, key) === null))
    .map((summary) => {
      const started = startedOf(store, summary.run);
      const finished = store.eventByKey(summary.run, FINISHED_KEY) !== null;
      const held = summary.state.kind === 'held';
      return {
        run: summary.run,
        createdAt: summary.createdAt,
        purpose: summary.purpose,
        state: stateWord(started !== null, finished, held),
        events: summary.events,
        proposals: (started?.proposals ?? []).map((proposal) => proposal.name),
      };
    })
    .toReversed();
}

function stateWord(started: boolean, finished: boolean, held: boolean): RunLine['state'] {
  if (finished) {
    return 'finished';
  }
  if (held) {
    return 'running';
  }
  return started ? 'interrupted' : 'not started';
}

/**
 * One run in detail.
 *
 * @param wanted - its id or the start of it; null takes the newest that judged proposals
 * @throws HoneError E_NOT_FOUND
 */
export async function runStatus(store: Store, wanted: string | null): Promise<RunStatus> {
  const line = findLine(store, wanted);
  const run = parseRunId(line.run);
  const started = startedOf(store, run);
  const events = store.events(run);
  const finished = line.state === 'finished';
  return {
    ...line,
    suiteHash: started?.suiteHash ?? null,
    progress: (started?.proposals ?? []).map(({ name }) => ({
      proposal: name,
      state: progressOf(name, events, finished),
    })),
    result: finished ? await resultOf(store, run) : null,
    folder: join(store.folder, 'runs', run),
  };
}

function findLine(store: Store, wanted: string | null): RunLine {
  const lines = runLines(store).filter((line) => wanted !== null || line.state !== 'not started');
  const matches = lines.filter((line) => wanted === null || line.run.startsWith(wanted));
  const [found] = matches;
  if (found === undefined || (wanted !== null && matches.length > 1 && found.run !== wanted)) {
    const none = wanted === null ? 'There is no run yet.' : `There is no run "${wanted}".`;
    const ids = matches.map((line) => line.run).join(', ');
    throw new HoneError(
      'E_NOT_FOUND',
      found === undefined
        ? `${none} "hone log" lists them; "hone try" makes one.`
        : `Several runs begin with "${wanted ?? ''}": ${ids}.`,
    );
  }
  return found;
}

function progressOf(name: string, events: readonly Event[], finished: boolean): string {
  if (finished) {
    return 'decided';
  }
  // A name may hold slashes itself: checked/<name>, measure/<name>/<benchmark>/batch/0.
  const own = events.filter(({ key }) => {
    if (key?.startsWith(NOISE_SAMPLES_KEY) === true) {
      return false;
    }
    const rest = key?.slice(key.indexOf('/') + 1) ?? '';
    return rest === name || rest.startsWith(`${name}/`);
  });
  const last = own.at(-1);
  if (last === undefined) {
    return 'waiting';
  }
  return last.type === 'samples' || last.type === 'measurement.failed'
    ? 'measured in part'
    : 'checked';
}

function startedOf(store: Store, run: RunId): Started | null {
  const event = store.eventByKey(run, STARTED_KEY);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by startRun
  return event === null ? null : (event.data as unknown as Started);
}
