import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';

import { measure, type Measurement, userEnvironment } from '../bench/index.ts';
import { HoneError, systemClock } from '../base/index.ts';
import { COMPARE_SCHEMA, type CompareResult } from '../model/index.ts';
import type { CommandRow, CompareCommandsOptions } from './compare-options.ts';
import type { Hooks } from './hooks.ts';
import { judgeTogether, type Measured } from './judge-measurement.ts';
import { type Machine, takeMachine } from './machine.ts';
import { planFor } from './measure-plan.ts';
import { sampleError } from './sample-error.ts';

/**
 * Compares command lines in one folder: the first is the base, all others are candidates.
 *
 * @throws HoneError E_COMMAND when one can't start, fails, hangs, floods its output or leaves
 *   processes behind; E_OUTPUT_DIFFERS when equal output was asked for; E_INTERRUPTED
 */
export async function compareCommands(
  options: CompareCommandsOptions,
  context: { readonly signal: AbortSignal; readonly hooks: Hooks },
): Promise<CompareResult> {
  const cwd = workingFolder(options.cwd);
  const machine = await takeMachine(`hone compare in ${cwd}`, context);
  try {
    const measured: { row: CommandRow; measured: Measured; measurement: Measurement }[] = [];
    for (const row of options.rows) {
      measured.push(await measureRow({ ...options, cwd }, row, machine, context));
    }
    return resultFrom(options, measured, machine);
  } finally {
    await machine.close();
  }
}

async function measureRow(
  options: CompareCommandsOptions,
  row: CommandRow,
  machine: Machine,
  context: { readonly signal: AbortSignal; readonly hooks: Hooks },
): Promise<{ row: CommandRow; measured: Measured; measurement: Measurement }> {
  const env = userEnvironment(process.env);
  const sides = row.sides.map((side) => ({
    name: side.name,
    run: side.run,
    cwd: [options.cwd, options.cwd] as const,
    env,
  }));
  const [base, ...candidates] = sides;
  if (base === undefined || candidates.length === 0) {
    throw new HoneError('E_USAGE', 'Give at least two commands: the first is the base.');
  }
  const plan = planFor(options, { benchmark: labelOf(row), base, candidates, metrics: [] });
  const measurement = await measure(plan, {
    runner: machine.runner,
    signal: context.signal,
    scratch: machine.scratch,
    recorded: [],
    beforeBatch: async () => undefined,
    onBatch: () => undefined,
    onProgress: context.hooks.onProgress,
  });
  if (measurement.kind === 'failed') {
    throw sampleError(measurement.failure, { base: base.name, flags: true });
  }
  return {
    row,
    measurement,
    measured: {
      samples: measurement.samples,
      base: base.name,
      candidates: candidates.map((side) => side.name),
      claimed: options.metric,
      metrics: [],
      screening: measurement.screening,
    },
  };
}

function resultFrom(
  options: CompareCommandsOptions,
  rows: readonly { row: CommandRow; measured: Measured }[],
  machine: Machine,
): CompareResult {
  const judged = judgeTogether(rows.map((one) => one.measured));
  return {
    schema: COMPARE_SCHEMA,
    createdAt: systemClock.isoNow(),
    seed: options.seed,
    environment: machine.environment(),
    comparisons: rows.map(({ row }, index) => ({
      benchmark: null,
      parameters: { ...row.parameters },
      base: { name: row.sides[0]?.name ?? '', command: row.sides[0]?.text ?? '' },
      candidates: row.sides.slice(1).map((side) => ({
        name: side.name,
        command: side.text,
        metrics: judged[index]?.get(side.name)?.metrics ?? {},
        sameOutput: options.output.kind === 'ignore' ? null : true,
        notes: judged[index]?.get(side.name)?.notes ?? [],
      })),
    })),
    samples: rows.flatMap((one) => one.measured.samples),
  };
}

/** Samples of a matrix carry their row, so that they can be told apart. */
function labelOf(row: CommandRow): string | null {
  const parameters = Object.entries(row.parameters).map(([name, value]) => `${name}=${value}`);
  return parameters.length === 0 ? null : parameters.join(',');
}

function workingFolder(path: string): string {
  try {
    return realpathSync(path);
  } catch (thrown) {
    throw new HoneError(
      'E_NOT_FOUND',
      `The working folder ${path} does not exist (looked in ${dirname(path)}). Check --cwd.`,
      { cause: thrown },
    );
  }
}
