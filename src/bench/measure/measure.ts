import { ownField } from '../../base/index.ts';
import type { Exit, Sample, ScreeningEnd } from '../../model/index.ts';
import { type Look, lookAround, busyBetween } from '../bystanders.ts';
import type { Runner } from '../runner-client.ts';
import { NO_UNIT } from '../values-from-output.ts';
import { type OutputCheck, outputCheckFor, type OutputFailure } from './output-check.ts';
import type { MeasurePlan, Side } from './plan.ts';
import { type Batch, orderOfRound } from './rounds.ts';
import { type Finished, nextBatch } from './schedule.ts';
import type { Seat, WitnessedSample } from './seat.ts';
import { customMetrics, type Misread, type TakenSample, takeSample } from './take-sample.ts';

/** What a measurement needs besides its plan. */
export interface MeasureTools {
  readonly runner: Runner;
  /**
   * Where a side's samples are taken and put right afterwards; asked for before each sample. Left
   * out: all are taken by `runner`, and nothing is put back.
   */
  readonly seatOf?: (side: Side, half: 0 | 1) => Seat;
  readonly signal: AbortSignal;
  /** Private folder for outputs that a comparator has to look at. */
  readonly scratch: string;
  /** Samples of an earlier process that was cut short; whole batches only. */
  readonly recorded: readonly Sample[];
  /** Called before each batch: the place to swap directories and to empty private folders. */
  readonly beforeBatch: (batch: Batch) => Promise<void>;
  /** Called after each batch, before the next: the place to record it. */
  readonly onBatch: (samples: readonly Sample[]) => void;
  readonly onProgress: (progress: Progress) => void;
}

/** Where a measurement stands, for a line on a terminal. */
export interface Progress {
  readonly plan: MeasurePlan;
  readonly samples: readonly Sample[];
  readonly batch: Batch;
}

/** A sample that can't be used, and why. */
export interface SampleFailure {
  readonly side: string;
  readonly reason:
    | { readonly kind: 'exit'; readonly exit: Exit }
    | { readonly kind: 'leftovers'; readonly processes: readonly string[] }
    | { readonly kind: 'remains'; readonly what: readonly string[] }
    | { readonly kind: 'metric-missing'; readonly metric: string }
    | ({ readonly kind: 'metric-unit' } & Misread)
    | OutputFailure;
  readonly stderrTail: string;
  readonly sample: Sample;
}

/** How a measurement ended. The samples taken until then are there in either case. */
export type Measurement =
  | {
      readonly kind: 'measured';
      readonly samples: readonly Sample[];
      readonly screening: ReadonlyMap<string, ScreeningEnd>;
    }
  | {
      readonly kind: 'failed';
      readonly samples: readonly Sample[];
      readonly failure: SampleFailure;
    };

/**
 * Takes all samples of one benchmark: base and candidates in random order within every round,
 * until the schedule is finished or a sample can't be used.
 *
 * @throws HoneError E_COMMAND when a command can't be started, E_INTERRUPTED when aborted
 */
export async function measure(plan: MeasurePlan, tools: MeasureTools): Promise<Measurement> {
  const samples = [...tools.recorded];
  const machine = { canPin: tools.runner.hello.pinnedCore !== null };
  const output = outputCheckFor(plan, tools, samples);
  let next: Batch | Finished = nextBatch(plan, samples, machine);
  while (next.kind === 'run') {
    await tools.beforeBatch(next);
    const taken = await runBatch(plan, tools, { batch: next, before: samples, output });
    samples.push(...taken.samples);
    if (taken.failure !== null) {
      return { kind: 'failed', samples, failure: taken.failure };
    }
    tools.onBatch(taken.samples);
    next = nextBatch(plan, samples, machine);
  }
  return { kind: 'measured', samples, screening: next.screening };
}

async function runBatch(
  plan: MeasurePlan,
  tools: MeasureTools,
  what: { batch: Batch; before: readonly Sample[]; output: OutputCheck },
): Promise<{ samples: Sample[]; failure: SampleFailure | null }> {
  const { batch, before, output } = what;
  const samples: WitnessedSample[] = [];
  const lookBefore = tools.seatOf === undefined ? null : lookAround();
  for (const round of batch.rounds) {
    const order = orderOfRound(plan, round, batch);
    for (const name of order.sides) {
      const slot = before.length + samples.length;
      const { paddingBytes } = order;
      const place = { batch, round, slot, paddingBytes, keepStdoutAt: output.keepAt };
      const side = sideNamed(plan, name);
      const seat = tools.seatOf?.(side, batch.half) ?? null;
      const taken = await takeSample(plan, tools, { side, seat }, place);
      const { sample, stderrTail } = taken;
      const first = before[0] ?? samples[0] ?? sample;
      samples.push(sample);
      const reason = unusable(plan, taken, first) ?? (await output.check(sample));
      if (reason !== null) {
        return { samples, failure: { side: name, reason, sample, stderrTail } };
      }
    }
    tools.onProgress({ plan, samples: [...before, ...samples], batch });
  }
  return { samples: withBystanders(samples, lookBefore), failure: null };
}

function withBystanders(samples: WitnessedSample[], before: Look | null): WitnessedSample[] {
  const bystanders = before === null ? [] : busyBetween(before, lookAround());
  const last = samples.at(-1);
  return last === undefined || bystanders.length === 0
    ? samples
    : [...samples.slice(0, -1), { ...last, bystanders }];
}

function unusable(
  plan: MeasurePlan,
  { sample, misread, remains }: TakenSample,
  first: Sample,
): SampleFailure['reason'] | null {
  const succeeded = sample.exit.kind === 'exited' && sample.exit.code === 0;
  const tolerated = plan.ignoreFailure && sample.exit.kind === 'exited';
  if (!succeeded && !tolerated) {
    return { kind: 'exit', exit: sample.exit };
  }
  if (sample.leftovers.length > 0) {
    return { kind: 'leftovers', processes: sample.leftovers };
  }
  if (remains.length > 0) {
    return { kind: 'remains', what: remains };
  }
  const [odd] = [...misread, ...changedUnits(plan, sample, first)];
  if (odd !== undefined) {
    return { kind: 'metric-unit', ...odd };
  }
  const missing = customMetrics(plan).find(({ name }) => !Object.hasOwn(sample.values, name));
  return missing === undefined ? null : { kind: 'metric-missing', metric: missing.name };
}

/** "12 ms" in one run and "12" in the next have no ratio that means anything. */
function changedUnits(plan: MeasurePlan, sample: Sample, first: Sample): Misread[] {
  return customMetrics(plan).flatMap(({ name }) => {
    const [expected, printed] = [first, sample].map(
      ({ valueUnits }) => ownField(valueUnits, name) ?? NO_UNIT,
    );
    const known = Object.hasOwn(sample.values, name) && expected !== undefined;
    return !known || printed === undefined || printed === expected
      ? []
      : [{ metric: name, printed, expected }];
  });
}

function sideNamed(plan: MeasurePlan, name: string): Side {
  const side = [plan.base, ...plan.candidates].find((one) => one.name === name);
  if (side === undefined) {
    throw new TypeError(`no side is named ${name}`);
  }
  return side;
}
