import { HoneError } from '../../base/index.ts';
import { BUILT_IN_METRICS, type Command, type Sample } from '../../model/index.ts';
import type { Runner, RunResult } from '../runner-client.ts';
import { valueFromOutput } from '../values-from-output.ts';
import { CAPTURE_BYTES_MAX } from './limits.ts';
import type { MeasurePlan, Side } from './plan.ts';
import type { Batch } from './rounds.ts';
import { wordsOf } from './words.ts';

/** Where a sample stands in the order of its measurement. */
export interface SamplePlace {
  readonly batch: Batch;
  readonly round: number;
  readonly slot: number;
  readonly paddingBytes: number;
  readonly keepStdoutAt: string | null;
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
  side: Side,
  place: SamplePlace,
): Promise<{ sample: Sample; stderrTail: string }> {
  const custom = customMetrics(plan);
  const cwd = side.cwd[place.batch.half];
  await runAround(plan, tools, { side, cwd, command: plan.surroundings.prepare, what: 'prepare' });
  const result = await tools.runner.run(
    {
      words: wordsOf(side.run),
      cwd,
      env: { ...side.env, HONE_PADDING: 'x'.repeat(place.paddingBytes) },
      stdinPath: plan.surroundings.stdinPath,
      placement: place.batch.placement,
      timeoutMs: plan.timeoutMs,
      exactMemory: plan.claimed.name === 'rss',
      captureBytesMax: custom.length === 0 ? 0 : CAPTURE_BYTES_MAX,
      keepStdoutAt: place.keepStdoutAt,
    },
    tools.signal,
  );
  await runAround(plan, tools, { side, cwd, command: plan.surroundings.cleanup, what: 'cleanup' });
  const values: Record<string, number> = {};
  for (const name of custom) {
    const value = valueFromOutput(result.stdoutText ?? '', name);
    if (value !== null) {
      values[name] = value;
    }
  }
  return { sample: sampleFrom(plan, side, place, result, values), stderrTail: result.stderrTail };
}

/** Names of the plan's metrics that are read from the command's own output. */
export function customMetrics(plan: MeasurePlan): string[] {
  const builtIn: readonly string[] = BUILT_IN_METRICS;
  return [plan.claimed, ...plan.metrics]
    .map((metric) => metric.name)
    .filter((name, index, all) => !builtIn.includes(name) && all.indexOf(name) === index);
}

function sampleFrom(
  plan: MeasurePlan,
  side: Side,
  place: SamplePlace,
  result: RunResult,
  values: Record<string, number>,
): Sample {
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
    values,
  };
}

async function runAround(
  plan: MeasurePlan,
  tools: { runner: Runner; signal: AbortSignal },
  around: { side: Side; cwd: string; command: Command | null; what: 'prepare' | 'cleanup' },
): Promise<void> {
  if (around.command === null) {
    return;
  }
  const result = await tools.runner.run(
    {
      words: wordsOf(around.command),
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
    throw new HoneError(
      'E_COMMAND',
      `The ${around.what} command failed for ${around.side.name}, so nothing was measured: ` +
        `${wordsOf(around.command).join(' ')} ended with ${JSON.stringify(result.exit)}. ` +
        result.stderrTail,
    );
  }
}
