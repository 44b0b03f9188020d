import { Type } from 'typebox';
import { Value } from 'typebox/value';

import { at, canonicalJson, HoneError, ownField } from '../../base/index.ts';
import {
  type Benchmark,
  BUILT_IN_METRICS,
  Environment,
  type MeasuredOn,
  type Measurement,
  type Metric,
  metricNamed,
  Sample,
  type Suite,
  valueOf,
} from '../../model/index.ts';
import { mad, medianInterval } from '../../stats/index.ts';
import type { Event } from '../../store/index.ts';
import { sha256, suiteFrom } from '../read-suite.ts';
import { MACHINE_TYPE } from './machine-event.ts';
import { measuredOn } from './measured-on.ts';
import { OLD_SUITE, recordedStart, type RecordedStart } from './recorded-start.ts';
import { type MeasuredKey, type RunSteps, sideOf } from './sides-of-run.ts';

/** The journal of one run, to be read for its numbers. */
export interface RunToRead extends RunSteps {
  readonly run: string;
  readonly purpose: string;
  readonly events: readonly Event[];
}

/** The numbers of a run. */
export interface ReadNumbers {
  readonly measurements: readonly Measurement[];
  /** What could not be read, in a sentence; null when all could. */
  readonly gap: string | null;
}

const CONFIDENCE = 0.95;
const BENCHMARK_HASH_DIGITS = 16;
const BATCH = /^(?<key>.*)\/batch\/\d+$/s;
const Samples = Type.Array(Sample);
const BatchData = Type.Object({ blob: Type.String() });
const NoiseData = Type.Object({ benchmark: Type.String() });

/** Samples of one measurement with where they come from. */
interface Recorded {
  readonly key: string;
  readonly samples: readonly Sample[];
  readonly seq: number;
  readonly machine: MachineThen | null;
  readonly isFailed: boolean;
  readonly isWhole: boolean;
}

interface MachineThen {
  readonly on: MeasuredOn;
  readonly hone: string;
}

/** What all measurements of a run share. */
interface Context {
  readonly read: RunToRead;
  readonly start: RecordedStart;
  readonly suite: Suite;
  /** The suite before, of a change of it; null when hone can't read it, and for all others. */
  readonly old: Suite | null;
}

/**
 * Every number that a run measured: for each measurement, side and metric the median of its fresh
 * confirmation, or of its screening where there was none; never of warm-ups, and not of
 * measurements that ended on a sample that can't be used. Computed from the events and the samples
 * that they name alone.
 */
export function measurementsOf(read: RunToRead): ReadNumbers {
  const recorded = recordedIn(read);
  const start = recordedStart(read.events, read.purpose);
  if (
    start === null ||
    (recorded.length === 0 && start !== 'unknown' && start.kind !== 'compare')
  ) {
    return { measurements: [], gap: null }; // it measured nothing
  }
  if (start === 'unknown') {
    return { measurements: [], gap: 'what it was about is recorded in a form not understood here' };
  }
  const suite = suiteOf(read, start.configBlob);
  if (suite === null) {
    return { measurements: [], gap: 'its hone.yaml is gone, or not understood any more' };
  }
  const all = start.kind === 'compare' ? comparedIn(read, start) : recorded;
  const old = start.kind === 'suite-change' ? suiteOf(read, start.old.configBlob) : null;
  const context = { read, start, suite, old };
  const measurements = all
    .filter(({ isFailed, isWhole }) => !isFailed && isWhole)
    .flatMap((one) => measurementsUnder(context, one));
  const lost = all.filter(({ isWhole }) => !isWhole).length;
  const gap =
    lost === 0 ? null : `the samples of ${lost} of its ${all.length} measurements are gone`;
  return { measurements, gap };
}

function suiteOf(read: RunToRead, configBlob: string): Suite | null {
  const text = read.blob(configBlob);
  try {
    return text === null ? null : suiteFrom(text, 'hone.yaml').suite;
  } catch (thrown) {
    if (thrown instanceof HoneError) {
      return null;
    }
    throw thrown;
  }
}

/** Batches put together to measurements, in the order of their first batch. */
function recordedIn(read: RunToRead): Recorded[] {
  const found = new Map<string, Recorded>();
  let machine = machineBefore(read);
  for (const event of read.events) {
    machine = machineOf(event) ?? machine;
    const key = event.type === 'samples' ? BATCH.exec(event.key ?? '')?.groups?.['key'] : undefined;
    if (key === undefined) {
      continue;
    }
    const batch = samplesIn(read, event.data);
    const before = found.get(key);
    found.set(key, {
      key,
      samples: [...(before?.samples ?? []), ...(batch ?? [])],
      seq: event.seq,
      machine,
      isFailed: read.eventByKey(`${key}/failed`) !== null,
      isWhole: batch !== null && (before?.isWhole ?? true),
    });
  }
  return [...found.values()];
}

function samplesIn(read: RunToRead, data: unknown): Sample[] | null {
  return Value.Check(BatchData, data) ? samplesAt(read, data.blob) : null;
}

function samplesAt(read: RunToRead, hash: string): Sample[] | null {
  try {
    const json: unknown = JSON.parse(read.blob(hash) ?? 'null');
    return Value.Check(Samples, json) ? json : null;
  } catch {
    return null; // no JSON: as good as gone, which is said
  }
}

/** Runs of before machines were recorded name one in their result, if they came to one. */
function machineBefore(read: RunToRead): MachineThen | null {
  const data: unknown = read.eventByKey('result')?.data;
  const blob = ownField(isRecord(data) ? data : {}, 'blob');
  const text = typeof blob === 'string' ? read.blob(blob) : null;
  try {
    const result: unknown =
      text === null ? ownField(isRecord(data) ? data : {}, 'result') : JSON.parse(text);
    return machineFrom(ownField(isRecord(result) ? result : {}, 'environment'));
  } catch {
    return null; // no JSON: then the machine is not known, which is said
  }
}

function machineOf(event: Event): MachineThen | null {
  return event.type === MACHINE_TYPE ? machineFrom(event.data) : null;
}

function machineFrom(data: unknown): MachineThen | null {
  return Value.Check(Environment, data) ? { on: measuredOn(data), hone: data.hone } : null;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function comparedIn(
  read: RunToRead,
  start: Extract<RecordedStart, { kind: 'compare' }>,
): Recorded[] {
  const samples = samplesAt(read, start.samplesBlob);
  const ids = [...new Set((samples ?? []).map(({ benchmark }) => benchmark ?? ''))];
  const machine = machineFrom(start.environment);
  const shared = { seq: at(read.events, -1).seq, machine, isFailed: false };
  return samples === null
    ? [{ key: 'compare', samples: [], ...shared, isWhole: false }]
    : ids.map((id) => ({
        key: `compare/${id}`,
        samples: samples.filter(({ benchmark }) => benchmark === id),
        ...shared,
        isWhole: true,
      }));
}

function measurementsUnder(context: Context, recorded: Recorded): Measurement[] {
  const { suite } = context;
  const key = partsOf(context, recorded.key);
  const benchmark = [...suite.benchmarks, ...suite.holdout].find(({ id }) => id === key?.benchmark);
  if (key === null || benchmark === undefined) {
    return [];
  }
  const sides = [...new Set(recorded.samples.map(({ side }) => side))];
  return sides.flatMap((side) => {
    const own = countedOf(recorded.samples.filter((sample) => sample.side === side));
    return metricsOf(benchmark).flatMap((metric) => {
      const measured = measuredOf(own, metric);
      return measured === null
        ? []
        : [{ ...sharedOf(context, recorded, { key, benchmark, side, metric }), ...measured }];
    });
  });
}

/** Names may hold slashes (`measure/a/fix/parse`), so the benchmark is found from behind. */
function partsOf({ read, suite }: Context, key: string): MeasuredKey | null {
  const end = key.indexOf('/');
  const [prefix, rest] = [key.slice(0, end), key.slice(end + 1)];
  if (prefix === 'noise') {
    const data: unknown = read.eventByKey('noise')?.data;
    return Value.Check(NoiseData, data)
      ? { prefix, proposal: '', benchmark: data.benchmark }
      : null;
  }
  const ids = [...suite.benchmarks, ...suite.holdout]
    .map(({ id }) => id)
    .filter((id) => rest === id || rest.endsWith(`/${id}`))
    .toSorted((left, right) => right.length - left.length);
  const [benchmark] = ids;
  return benchmark === undefined
    ? null
    : { prefix, proposal: rest.slice(0, -benchmark.length - 1), benchmark };
}

/** The confirmation is fresh and of fixed size; screening is all there is where it saw nothing. */
function countedOf(samples: readonly Sample[]): Sample[] {
  const confirmed = samples.filter(({ phase }) => phase === 'confirmation');
  return confirmed.length > 0 ? confirmed : samples.filter(({ phase }) => phase === 'screening');
}

function metricsOf(benchmark: Benchmark): Metric[] {
  const builtIn = BUILT_IN_METRICS.map((name) => metricNamed(name));
  const declared = new Set(benchmark.metrics.map(({ name }) => name));
  return [...benchmark.metrics, ...builtIn.filter(({ name }) => !declared.has(name))];
}

type Numbers = Pick<
  Measurement,
  'n' | 'median' | 'mad' | 'lo' | 'hi' | 'confidence' | 'placement' | 'at' | 'unit'
>;

function measuredOf(samples: readonly Sample[], metric: Metric): Numbers | null {
  const values = samples
    .map((sample) => valueOf(sample, metric.name))
    .filter((value) => value !== null);
  const [first] = samples;
  if (first === undefined || values.length === 0) {
    return null;
  }
  const { median, lo, hi, achieved } = medianInterval(values, CONFIDENCE);
  const printed = metric.shownIn === undefined ? first.valueUnits : undefined;
  return {
    unit: ownField(printed ?? {}, metric.name) ?? metric.unit,
    placement: first.placement,
    n: values.length,
    median,
    mad: mad(values),
    lo,
    hi,
    confidence: Math.min(CONFIDENCE, achieved),
    at: at(samples, -1).startedAt,
  };
}

function sharedOf(
  { read, start, suite, old }: Context,
  recorded: Recorded,
  of: { key: MeasuredKey; benchmark: Benchmark; side: string; metric: Metric },
): Omit<Measurement, keyof Numbers> {
  const { id } = of.benchmark;
  const { run, cwd, env, setup } = definitionOf({ suite, old, start }, of.benchmark, of.side);
  const definition = canonicalJson(JSON.parse(JSON.stringify([run, cwd, env, setup])));
  const branch = start.kind === 'compare' ? start.branch : start.base.branch;
  const { name, shownIn, direction } = of.metric;
  const target = suite.targets.find(({ benchmark }) => benchmark === id)?.metric;
  const claimed = of.benchmark.metrics.find((metric) => metric.name === target);
  return {
    run: read.run,
    key: recorded.key,
    side: of.side,
    benchmark: id,
    metric: name,
    ...(shownIn === undefined ? {} : { shownIn }),
    direction,
    claimed: (claimed ?? of.benchmark.metrics[0]).name === name,
    ...sideOf(start, read, of.key, of.side),
    branch,
    benchmarkHash: sha256(definition).slice(0, BENCHMARK_HASH_DIGITS),
    machine: recorded.machine?.on ?? null,
    hone: recorded.machine?.hone ?? null,
    seq: recorded.seq,
  };
}

/** What ran: of a change of the suite each side had a definition of its own. */
function definitionOf(
  { suite, old, start }: Omit<Context, 'read'>,
  benchmark: Benchmark,
  side: string,
): Pick<Benchmark, 'run' | 'cwd' | 'env'> & Pick<Suite, 'setup'> {
  const before =
    start.kind === 'suite-change' && side === OLD_SUITE
      ? old?.benchmarks.find(({ id }) => id === benchmark.id)
      : undefined;
  return before === undefined || old === null
    ? { ...benchmark, setup: suite.setup }
    : { ...before, setup: old.setup };
}
