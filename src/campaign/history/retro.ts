import { Type } from 'typebox';
import { Value } from 'typebox/value';

import { at, HoneError } from '../../base/index.ts';
import {
  parseRunId,
  type Retro,
  RETRO_SCHEMA,
  type RetroRole,
  type RetroTrouble,
  type RunId,
  Sample,
  spentNs,
} from '../../model/index.ts';
import type { RunView } from '../../port/index.ts';
import type { Store } from '../../store/index.ts';
import { flowRun } from '../flow/steer.ts';
import { risksIn } from '../flow/views/recorded-steps.ts';
import { lessonsFrom } from './lessons-from.ts';
import type { RunToRead } from './measurements-of-run.ts';
import { proposalsOf } from './proposals-of.ts';
import { proposersOf } from './proposers-of.ts';
import { predictedIn, realisedShare } from './predicted-in.ts';
import { rolesOf } from './roles-of.ts';
import { runFamily } from './run-family.ts';

const NS_PER_MS = 1e6;
const Batch = Type.Object({ blob: Type.String() });
const Named = Type.Object({
  roles: Type.Record(Type.String(), Type.Array(Type.Object({ kind: Type.String() }))),
  raters: Type.Array(Type.String()),
});

/**
 * What a run teaches, from its events and those of the runs that it had measure for it.
 *
 * @param wanted - its id or the start of it; null takes the newest that judged something
 * @throws HoneError E_NOT_FOUND, E_JOURNAL when its journal is damaged
 */
export function retro(store: Store, wanted: string | null): Retro {
  const id = judgingRun(store, wanted);
  const family = runFamily(store, id);
  const { run } = family;
  if ('gap' in run) {
    throw new HoneError('E_JOURNAL', `Of run ${id}, ${run.gap}`);
  }
  const whole = [run, ...family.parts.flatMap((one) => ('gap' in one ? [] : [one]))];
  const unknown = family.parts.flatMap((one) => ('gap' in one ? [`${one.run}: ${one.gap}`] : []));
  const view = run.eventByKey('flow') === null ? null : flowRun(store, id);
  const judged = whole.flatMap(proposalsOf);
  const time = timeOf(whole);
  const roles = rolesOf(whole);
  const predicted = view === null ? null : predictedIn(run, view);
  const [first, last] = [at(run.events, 0), at(run.events, -1)];
  const facts: Omit<Retro, 'lessons'> = {
    schema: RETRO_SCHEMA,
    run: id,
    purpose: run.purpose,
    status: view?.status ?? statusOf(store, id, run),
    startedAt: first.at,
    endedAt: last.at,
    parts: family.parts.map((one) => one.run),
    worked: judged.filter(({ decision }) => decision === 'kept'),
    refused: judged.filter(({ decision }) => decision !== 'kept'),
    predicted,
    realisedShare: predicted === null ? null : realisedShare(predicted),
    effort: {
      attempts: judged.length,
      samples: time.samples,
      measuredMs: time.ns / NS_PER_MS,
      elapsedMs: Math.max(0, Date.parse(last.at) - Date.parse(first.at)),
      proposers: proposersOf(whole, judged),
      roles,
    },
    trouble: [...(view === null ? [] : troubleIn(view)), ...failedMeasurements(whole)],
    unknown: [...unknown, ...unknownIn(time, view, roles)],
  };
  return { ...facts, lessons: lessonsFrom(facts, noiseIn(whole)) };
}

/** Runs that judge are those of flows and of `hone try`. */
function judgingRun(store: Store, wanted: string | null): RunId {
  const found = store
    .runs()
    .map(({ run }) => run)
    .filter((run) => wanted === null || run.startsWith(wanted))
    .filter((run) => ['flow', 'started'].some((key) => store.eventByKey(run, key) !== null));
  // Without a name the newest that nobody started for another one: those of flows come before.
  const flows = found.filter((run) => store.eventByKey(run, 'flow') !== null);
  const newest = wanted === null ? (newestOf(store, found, flows) ?? null) : null;
  const only = newest ?? (found.length === 1 ? at(found, 0) : found.find((run) => run === wanted));
  if (only === undefined) {
    const none =
      wanted === null
        ? 'No run judged anything here yet.'
        : `No run "${wanted}" judged anything here.`;
    throw new HoneError(
      'E_NOT_FOUND',
      found.length === 0
        ? `${none} "hone log" and "hone run list" list the runs.`
        : `Several runs begin with "${wanted ?? ''}": ${found.join(', ')}.`,
    );
  }
  return parseRunId(only);
}

/** The newest run, or the flow that it belongs to. */
function newestOf(
  store: Store,
  found: readonly RunId[],
  flows: readonly RunId[],
): RunId | undefined {
  const newest = found.at(-1);
  const flow = flows.at(-1);
  const isPart =
    newest !== undefined && flow !== undefined && newest !== flow
      ? runFamily(store, flow).parts.some(({ run }) => run === newest)
      : false;
  return isPart ? flow : newest;
}

function statusOf(store: Store, id: RunId, run: RunToRead): string {
  if (run.eventByKey('finished') !== null) {
    return 'completed';
  }
  return store.runState(id).kind === 'held' ? 'running' : 'interrupted';
}

interface MeasuredTime {
  readonly samples: number;
  readonly ns: number;
  readonly lostBatches: number;
}

function timeOf(whole: readonly RunToRead[]): MeasuredTime {
  let [samples, ns, lostBatches] = [0, 0, 0];
  for (const read of whole) {
    for (const { type, data } of read.events) {
      if (type !== 'samples') {
        continue;
      }
      const batch = Value.Check(Batch, data) ? samplesIn(read.blob(data.blob)) : null;
      lostBatches += batch === null ? 1 : 0;
      samples += batch?.length ?? 0;
      ns += (batch ?? []).reduce((sum, sample) => sum + spentNs(sample), 0);
    }
  }
  return { samples, ns, lostBatches };
}

function samplesIn(text: string | null): Sample[] | null {
  try {
    const json: unknown = JSON.parse(text ?? 'null');
    return Value.Check(Type.Array(Sample), json) ? json : null;
  } catch {
    return null; // no JSON: as good as gone, which is said
  }
}

function troubleIn(view: RunView): RetroTrouble[] {
  return [
    ...view.steps.flatMap(({ title, state, attempts, failure }): RetroTrouble[] => {
      const why = failure === null ? '' : `: ${failure}`;
      if (state === 'failed') {
        return [{ kind: 'failed-step', text: `${title} failed${why}` }];
      }
      return attempts > 1
        ? [{ kind: 'retried-step', text: `${title} took ${attempts} attempts${why}` }]
        : [];
    }),
    ...view.gates
      .filter(({ state }) => state === 'failed')
      .map(({ id, reasons }): RetroTrouble => ({
        kind: 'failed-gate',
        text: `${id}: ${reasons.join('; ')}`,
      })),
    ...view.rewinds.map(({ reason, gate }): RetroTrouble => ({
      kind: 'rewind',
      text: `back to ${gate ?? 'the start'}: ${reason}`,
    })),
    ...risksIn(view).map(({ step, risk, by }): RetroTrouble => ({
      kind: 'override',
      text: `step ${step} was let pass by ${by}: ${risk}`,
    })),
  ];
}

function failedMeasurements(whole: readonly RunToRead[]): RetroTrouble[] {
  return whole.flatMap(({ run, events }) =>
    events
      .filter(({ type }) => type === 'measurement.failed')
      .map(({ key }): RetroTrouble => {
        const what = (key ?? '').replace(/\/failed$/, '');
        const text = `${what} in run ${run} ended on a sample that can't be used`;
        return { kind: 'failed-measurement', text };
      }),
  );
}

const Noise = Type.Object({
  benchmark: Type.String(),
  metric: Type.String(),
  smallestEffect: Type.Union([Type.Number(), Type.Null()]),
});

/** The smallest effect that could be seen, by the last self-test. */
function noiseIn(
  whole: readonly RunToRead[],
): { benchmark: string; metric: string; smallestEffect: number } | null {
  const found: unknown[] = whole.map((read) => read.eventByKey('noise')?.data);
  for (const data of found.toReversed()) {
    if (Value.Check(Noise, data) && data.smallestEffect !== null) {
      return { ...data, smallestEffect: data.smallestEffect };
    }
  }
  return null;
}

function unknownIn(
  { lostBatches }: MeasuredTime,
  view: RunView | null,
  roles: readonly RetroRole[],
): string[] {
  // A run of an earlier hone recorded nothing of those who only wrote or read.
  const isUntold = view !== null && roles.length === 0 && hasAgents(view);
  return [
    ...(lostBatches === 0
      ? []
      : [`${lostBatches} batches of samples are gone, so more was measured than is counted here.`]),
    ...(isUntold
      ? ['What those who plan, rate and review cost is not recorded; only proposers are counted.']
      : []),
  ];
}

/** Whether anybody but hone itself and persons was named for the run. */
function hasAgents({ input }: RunView): boolean {
  return Value.Check(Named, input) && (input.raters.length > 0 || isCommandAmong(input.roles));
}

function isCommandAmong(roles: Readonly<Record<string, readonly { kind: string }[]>>): boolean {
  return Object.values(roles)
    .flat()
    .some(({ kind }) => kind === 'command');
}
