import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';

import { measure, userEnvironment } from '../bench/index.ts';
import { HoneError, systemClock } from '../base/index.ts';
import { COMPARE_SCHEMA, type CompareResult } from '../model/index.ts';
import { commandOfRow } from './command-rows.ts';
import type { CommandRow, CompareCommandsOptions } from './compare-options.ts';
import { type CompareWitness, openWitness, witnessed } from './compare-witness.ts';
import type { Hooks } from './hooks.ts';
import { judgeTogether, type Measured } from './judge-measurement.ts';
import { loadNotes } from './load-note.ts';
import { type Machine, takeMachine } from './machine.ts';
import { planFor } from './measure-plan.ts';
import { sameOutput } from './same-output.ts';
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
    const env = userEnvironment(process.env);
    const witness = await openWitness(options.witness, machine, env, context);
    const tools = { machine, env, witness };
    const measured: MeasuredRow[] = [];
    for (const row of options.rows) {
      measured.push(await measureRow({ ...options, cwd }, row, tools, context));
    }
    return resultFrom(options, measured, machine);
  } finally {
    await machine.close();
  }
}

/** A row with what was measured and counted of it. */
interface MeasuredRow {
  readonly row: CommandRow;
  readonly measured: Measured;
  readonly counted: Parameters<typeof witnessed>[2];
}

async function measureRow(
  options: CompareCommandsOptions,
  row: CommandRow,
  tools: {
    readonly machine: Machine;
    readonly env: Readonly<Record<string, string>>;
    readonly witness: CompareWitness | null;
  },
  context: { readonly signal: AbortSignal; readonly hooks: Hooks },
): Promise<MeasuredRow> {
  const { machine, env, witness } = tools;
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
  const around = {
    prepare: commandOfRow(options.prepare, row),
    cleanup: commandOfRow(options.cleanup, row),
  };
  const plan = planFor(
    { ...options, ...around },
    { benchmark: labelOf(row), base, candidates, metrics: [] },
  );
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
    throw sampleError(measurement.failure, { base: base.name, flags: 'only' });
  }
  const counts = witness === null ? null : await witness.count(plan, 1);
  return {
    row,
    counted: witness === null || counts === null ? null : { kind: witness.kind, counts },
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
  rows: readonly MeasuredRow[],
  machine: Machine,
): CompareResult {
  const judged = judgeTogether(rows.map((one) => one.measured));
  const environment = machine.environment();
  const load = loadNotes(environment);
  return {
    schema: COMPARE_SCHEMA,
    createdAt: systemClock.isoNow(),
    seed: options.seed,
    environment,
    comparisons: rows.map(({ row, measured, counted }, index) => ({
      benchmark: null,
      parameters: { ...row.parameters },
      base: { name: row.sides[0]?.name ?? '', command: row.sides[0]?.text ?? '' },
      candidates: row.sides.slice(1).map((side) => {
        const one = judged[index]?.get(side.name) ?? { metrics: {}, notes: [] };
        const all = { ...one, notes: [...one.notes, ...load] };
        return {
          name: side.name,
          command: side.text,
          metrics: one.metrics,
          sameOutput: sameOutput(options, measured.samples, {
            base: measured.base,
            candidate: side.name,
          }),
          ...witnessed(all, { base: measured.base, candidate: side.name }, counted),
        };
      }),
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
