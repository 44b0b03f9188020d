import type { MeasurePlan, Side } from '../../../src/bench/measure/plan.ts';
import { type Batch, orderOfRound } from '../../../src/bench/measure/rounds.ts';
import { type Finished, nextBatch } from '../../../src/bench/measure/schedule.ts';
import { randomFrom, type Random } from '../../../src/base/index.ts';
import { metricNamed, type Sample } from '../../../src/model/index.ts';

/** A program whose time is simulated: no process, no clock. */
export interface SimulatedProgram {
  readonly name: string;
  /** Median wall time in ns. */
  readonly wallNs: number;
  /** CPU time as a share of wall time; null where the system does not tell. */
  readonly cpuShare: number | null;
  /** Peak memory; 50 MB unless given, null where it can't be seen. */
  readonly rssBytes?: number | null;
  /** Metrics that the program prints, the same in every run. */
  readonly values?: Readonly<Record<string, number>>;
}

/** A machine's noise: standard deviations of the logarithm of a time, by placement. */
export interface SimulatedMachine {
  readonly canPin: boolean;
  readonly noise: { readonly pinned: number; readonly free: number };
}

/** A plan as `hone compare` makes it, on wall time. */
export function planFor(
  base: SimulatedProgram,
  candidates: readonly SimulatedProgram[],
  overrides: Partial<MeasurePlan> = {},
): MeasurePlan {
  const side = ({ name }: SimulatedProgram): Side => ({
    name,
    run: { kind: 'words', words: [name] },
    cwd: ['/', '/'],
    env: {},
  });
  return {
    benchmark: null,
    base: side(base),
    candidates: candidates.map(side),
    claimed: metricNamed('wall'),
    metrics: [],
    confirmIn: 'free',
    output: { kind: 'same' },
    ignoreFailure: false,
    warmups: 2,
    timeoutMs: 1_000,
    surroundings: { prepare: null, cleanup: null, stdinPath: null },
    stopping: {
      looks: [10, 20, 40, 70, 100],
      alpha: 0.05,
      confirmation: 'always',
      confirmationPairs: { min: 20, max: 100 },
      timeLimitMs: 3_600_000,
    },
    seed: 1,
    ...overrides,
  };
}

/** Runs the schedule to its end with simulated times. */
export function simulate(
  plan: MeasurePlan,
  programs: readonly SimulatedProgram[],
  machine: SimulatedMachine,
  seed: number,
): { samples: Sample[]; end: Finished; batches: Batch[] } {
  const random = randomFrom(seed, 'simulation');
  const samples: Sample[] = [];
  const batches: Batch[] = [];
  for (let guard = 0; guard < 1_000; guard++) {
    const next = nextBatch(plan, samples, machine);
    if (next.kind === 'finished') {
      return { samples, end: next, batches };
    }
    batches.push(next);
    for (const round of next.rounds) {
      for (const name of orderOfRound(plan, round, next).sides) {
        const program = programs.find((one) => one.name === name);
        if (program === undefined) {
          throw new TypeError(`no program ${name}`);
        }
        samples.push(sampleOf(program, next, round, samples.length, machine, random));
      }
    }
  }
  throw new Error('the schedule did not end');
}

function sampleOf(
  program: SimulatedProgram,
  batch: Batch,
  round: number,
  slot: number,
  machine: SimulatedMachine,
  random: Random,
): Sample {
  const noise = machine.noise[batch.placement] * normal(random);
  const wallNs = program.wallNs * Math.exp(noise);
  return {
    slot,
    round,
    phase: batch.phase,
    placement: batch.placement,
    benchmark: null,
    side: program.name,
    half: batch.half,
    startedAt: '2026-01-01T00:00:00.000Z',
    wallNs,
    userNs: program.cpuShare === null ? null : wallNs * program.cpuShare,
    systemNs: program.cpuShare === null ? null : 0,
    peakRssBytes: program.rssBytes === undefined ? 50_000_000 : program.rssBytes,
    exit: { kind: 'exited', code: 0 },
    outputSha256: 'same',
    outputBytes: 1,
    leftovers: [],
    paddingBytes: 0,
    values: { ...program.values },
  };
}

/** A batch of the schedule, for tests of what reads its rounds. */
export function batchOf(overrides: Partial<Batch>): Batch {
  return {
    kind: 'run',
    phase: 'screening',
    placement: 'free',
    half: 0,
    rounds: [0],
    sides: ['base', 'candidate'],
    ...overrides,
  };
}

/** One sample as the runner gives it, without noise. */
export function sampleOfProgram(
  program: SimulatedProgram,
  where: { round: number; batch?: Partial<Batch>; slot?: number },
): Sample {
  const batch = batchOf(where.batch ?? {});
  const machine = { canPin: true, noise: { pinned: 0, free: 0 } };
  return sampleOf(program, batch, where.round, where.slot ?? 0, machine, randomFrom(0));
}

/** Box-Muller. */
function normal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random.fraction()));
  return radius * Math.cos(2 * Math.PI * random.fraction());
}
