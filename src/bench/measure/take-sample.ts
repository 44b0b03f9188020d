import { renameSync } from 'node:fs';

import { HoneError } from '../../base/index.ts';
import { BUILT_IN_METRICS, type Command, type Metric, type Sample } from '../../model/index.ts';
import { joined } from '../clean/traces.ts';
import { exitWords } from '../exit-words.ts';
import type { Runner, RunResult } from '../runner-client.ts';
import { NO_UNIT, valueFromOutput } from '../values-from-output.ts';
import { CAPTURE_BYTES_MAX } from './limits.ts';
import type { MeasurePlan, Side } from './plan.ts';
import type { Batch } from './rounds.ts';
import type { Seat, WitnessedSample } from './seat.ts';
import { wordsOf } from './words.ts';

/** Where a sample stands in the order of its measurement. */
export interface SamplePlace {
  readonly batch: Batch;
  readonly round: number;
  readonly slot: number;
  readonly paddingBytes: number;
  readonly keepStdoutAt: string | null;
}

/** A sample, and what is needed to explain it when it can't be used. */
export interface TakenSample {
  readonly sample: WitnessedSample;
  readonly stderrTail: string;
  /** What outlived it and could not be taken away, in words; any makes it invalid. */
  readonly remains: readonly string[];
  /** Metrics that were printed in a unit that is not the declared one. */
  readonly misread: readonly Misread[];
}

/** A number whose unit does not fit. */
export interface Misread {
  readonly metric: string;
  readonly printed: string;
  readonly expected: string;
}

/**
 * Runs one side once, with the commands before and after it.
 *
 * @throws HoneError E_COMMAND when a command can't be started or `prepare`/`cleanup` fails,
 *   E_INTERRUPTED when aborted
 */
export async function takeSample(
  plan: MeasurePlan,
  tools: { runner: Runner; signal: AbortSignal },
  { side, seat }: { side: Side; seat: Seat | null },
  place: SamplePlace,
): Promise<TakenSample> {
  const custom = customMetrics(plan);
  const cwd = side.cwd[place.batch.half];
  const own = seat === null ? tools : { ...tools, runner: seat.runner };
  const keepsAside = place.keepStdoutAt === null ? null : (seat?.keepStdoutAt ?? null);
  const preparedNs = await runAround(plan, own, { side, cwd, what: 'prepare' });
  const result = await own.runner.run(
    {
      words: wordsOf(side.run),
      cwd,
      env: { ...side.env, ...seat?.env, HONE_PADDING: 'x'.repeat(place.paddingBytes) },
      stdinPath: plan.surroundings.stdinPath,
      placement: place.batch.placement,
      timeoutMs: plan.timeoutMs,
      exactMemory: plan.claimed.name === 'rss',
      captureBytesMax: custom.length === 0 ? 0 : CAPTURE_BYTES_MAX,
      keepStdoutAt: keepsAside ?? place.keepStdoutAt,
    },
    tools.signal,
  );
  if (keepsAside !== null && place.keepStdoutAt !== null) {
    renameSync(keepsAside, place.keepStdoutAt);
  }
  const cleanedNs = await runAround(plan, own, { side, cwd, what: 'cleanup' });
  const settled = await seat?.settle();
  const wrote = settled === undefined ? result.wrote : joined(settled.wrote, result.wrote);
  const traces = wrote.count === 0 ? {} : { wrote };
  const read = readMetrics(result.stdoutText ?? '', custom);
  const aroundNs =
    preparedNs === null && cleanedNs === null
      ? {}
      : {
          aroundNs: (preparedNs ?? 0) + (cleanedNs ?? 0),
        };
  return {
    sample: { ...sampleFrom(plan, side, place, result), ...read.fields, ...aroundNs, ...traces },
    remains: [...result.remains, ...(settled?.remains ?? [])],
    stderrTail: result.stderrTail,
    misread: read.misread,
  };
}

/** The plan's metrics that are read from the command's own output, each once. */
export function customMetrics(plan: MeasurePlan): Metric[] {
  const builtIn: readonly string[] = BUILT_IN_METRICS;
  const all = [plan.claimed, ...plan.metrics];
  return all.filter(
    ({ name }, index) =>
      !builtIn.includes(name) && all.findIndex((other) => other.name === name) === index,
  );
}

/** The numbers of one output. Names are the user's, so nothing is assigned by name. */
function readMetrics(
  output: string,
  custom: readonly Metric[],
): { fields: Pick<Sample, 'values' | 'valueUnits'>; misread: Misread[] } {
  const values: [string, number][] = [];
  const units: [string, string][] = [];
  const misread: Misread[] = [];
  for (const { name, shownIn } of custom) {
    const found = valueFromOutput(output, name, shownIn);
    if (found.kind === 'read') {
      values.push([name, found.value]);
      if (shownIn === undefined && found.unit !== NO_UNIT) {
        units.push([name, found.unit]);
      }
    } else if (found.kind === 'other-unit') {
      misread.push({ metric: name, printed: found.printed, expected: shownIn ?? NO_UNIT });
    }
  }
  const fields = { values: Object.fromEntries(values) };
  return {
    fields: units.length === 0 ? fields : { ...fields, valueUnits: Object.fromEntries(units) },
    misread,
  };
}

function sampleFrom(
  plan: MeasurePlan,
  side: Side,
  place: SamplePlace,
  result: RunResult,
): Omit<Sample, 'values'> {
  return {
    slot: place.slot,
    round: place.round,
    phase: place.batch.phase,
    placement: place.batch.placement,
    benchmark: plan.benchmark,
    side: side.name,
    half: place.batch.half,
    startedAt: result.startedAt,
    wallNs: result.wallNs,
    userNs: result.userNs,
    systemNs: result.systemNs,
    peakRssBytes: result.peakRssBytes,
    exit: result.exit,
    outputSha256: result.outputSha256,
    outputBytes: result.outputBytes,
    leftovers: [...result.leftovers],
    paddingBytes: place.paddingBytes,
  };
}

/**
 * Runs what the plan puts before or after a run.
 *
 * @returns how long that took in ns; null when there is nothing to run
 * @throws HoneError E_COMMAND when it fails
 */
export async function runAround(
  plan: Pick<MeasurePlan, 'surroundings' | 'timeoutMs'>,
  tools: { runner: Runner; signal: AbortSignal },
  around: { side: Side; cwd: string; what: 'prepare' | 'cleanup' },
): Promise<number | null> {
  const command: Command | null = plan.surroundings[around.what];
  if (command === null) {
    return null;
  }
  const result = await tools.runner.run(
    {
      words: wordsOf(command),
      cwd: around.cwd,
      env: around.side.env,
      stdinPath: null,
      placement: 'free',
      timeoutMs: plan.timeoutMs,
      exactMemory: false,
      captureBytesMax: 0,
      keepStdoutAt: null,
    },
    tools.signal,
  );
  if (result.exit.kind !== 'exited' || result.exit.code !== 0) {
    const text = command.kind === 'shell' ? command.text : command.words.join(' ');
    throw new HoneError(
      'E_COMMAND',
      `The ${around.what} command failed for ${around.side.name}, so nothing was measured: ` +
        `${text} ${exitWords(result.exit)}. ${result.stderrTail}`.trimEnd(),
    );
  }
  return result.wallNs;
}
