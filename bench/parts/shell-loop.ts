import { assert, NS_PER_MS } from '../../src/base/index.ts';
import { userEnvironment } from '../../src/bench/index.ts';
import type { Command } from '../../src/model/index.ts';
import { median } from '../../src/stats/index.ts';
import type { Workbench } from './workbench.ts';

/** A small native program whose work is set by a number: a counting loop in the system's shell. */
export interface ShellLoop {
  /** For hone: words, no shell around them. */
  readonly command: Command;
  /** The same words as hyperfine takes them. */
  readonly text: string;
}

/** CPU time of the loop as start-up plus so much for each iteration. */
export interface LoopCost {
  readonly startMs: number;
  readonly iterationMs: number;
}

const CALIBRATION_ITERATIONS = [2_000, 22_000] as const;
const CALIBRATION_RUNS = 15;

/** The loop with so many iterations. */
export function shellLoop(iterations: number): ShellLoop {
  const script = `i=0; while [ $i -lt ${iterations} ]; do i=$((i+1)); done`;
  return {
    command: { kind: 'words', words: ['/bin/sh', '-c', script] },
    text: `/bin/sh -c '${script}'`,
  };
}

/** Measures what the loop costs here, pinned where possible. */
export async function loopCost(bench: Workbench): Promise<LoopCost> {
  const medians: number[] = [];
  for (const iterations of CALIBRATION_ITERATIONS) {
    const times: number[] = [];
    for (let run = 0; run < CALIBRATION_RUNS; run++) {
      times.push(await cpuMs(bench, iterations));
    }
    medians.push(median(times));
  }
  const [low = 0, high = 0] = medians;
  const [fewer, more] = CALIBRATION_ITERATIONS;
  const iterationMs = (high - low) / (more - fewer);
  assert(iterationMs > 0, 'a longer loop takes longer');
  return { startMs: Math.max(0, low - fewer * iterationMs), iterationMs };
}

/** Iterations for a program of so many milliseconds. */
export function iterationsFor(cost: LoopCost, ms: number): number {
  return Math.max(1, Math.round((ms - cost.startMs) / cost.iterationMs));
}

async function cpuMs(bench: Workbench, iterations: number): Promise<number> {
  const { command } = shellLoop(iterations);
  assert(command.kind === 'words', 'the loop is given as words');
  const result = await bench.runner.run(
    {
      words: command.words,
      cwd: bench.scratch,
      env: userEnvironment(process.env),
      stdinPath: null,
      placement: bench.runner.hello.pinnedCore === null ? 'free' : 'pinned',
      timeoutMs: 60_000,
      exactMemory: false,
      captureBytesMax: 0,
      keepStdoutAt: null,
    },
    bench.signal,
  );
  return ((result.userNs ?? result.wallNs) + (result.systemNs ?? 0)) / NS_PER_MS;
}
