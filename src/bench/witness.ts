import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { HoneError } from '../base/index.ts';
import { OUTPUT_BYTES_MAX, WITNESS_MS_MAX } from './limits.ts';
import type { Runner, RunResult } from './runner-client.ts';

/** A program that counts instructions. */
export type WitnessKind = 'perf' | 'cachegrind';

/** Whether a counter can be used here, and if not, why and what to do about it. */
export type Availability =
  | { readonly kind: 'available' }
  | { readonly kind: 'unavailable'; readonly reason: string };

/**
 * A second opinion beside time: how many instructions a command executes. It hardly varies, but it
 * is blind to caches, memory and waiting, and poor for programs that compile themselves while they
 * run, so it never decides.
 */
export interface InstructionWitness {
  readonly kind: WitnessKind;
  /** Tries the counter on a trivial command. */
  available(env: Readonly<Record<string, string>>): Promise<Availability>;
  /**
   * Runs the command once under the counter, up to 50 times slower with cachegrind.
   *
   * @returns user instructions of the command and the processes that it started
   * @throws HoneError E_COMMAND when the command fails, E_MISSING_TOOL when the counter does
   */
  count(
    words: readonly [string, ...string[]],
    cwd: string,
    env: Readonly<Record<string, string>>,
  ): Promise<number>;
}

/** The witness of one kind, which starts its commands through the runner like everything else. */
export function instructionWitness(options: {
  kind: WitnessKind;
  runner: Runner;
  signal?: AbortSignal;
}): InstructionWitness {
  const { kind } = options;
  return {
    kind,
    async available(env) {
      try {
        await countOnce(options, { words: ['true'], cwd: '/', env });
        return { kind: 'available' };
      } catch (thrown) {
        if (thrown instanceof HoneError && thrown.code !== 'E_INTERRUPTED') {
          return { kind: 'unavailable', reason: thrown.message };
        }
        throw thrown;
      }
    },
    count: (words, cwd, env) => countOnce(options, { words, cwd, env }),
  };
}

interface CountedCommand {
  readonly words: readonly [string, ...string[]];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

async function countOnce(
  options: { kind: WitnessKind; runner: Runner; signal?: AbortSignal },
  command: CountedCommand,
): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'hone-witness-'));
  const report = join(folder, 'report');
  try {
    const words = counterWords(options.kind, report, command.words);
    const request = { ...REQUEST, ...command, words };
    const result = await options.runner.run(request, options.signal).catch((thrown: unknown) => {
      throw notStarted(thrown, options.kind);
    });
    const counts = options.kind === 'perf' ? perfCount(report) : cachegrindCount(folder);
    if (typeof counts === 'number' && result.exit.kind === 'exited' && result.exit.code === 0) {
      return counts;
    }
    throw explain(options.kind, command, result, counts);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const REQUEST = {
  stdinPath: null,
  placement: 'free',
  timeoutMs: WITNESS_MS_MAX,
  outputBytesMax: OUTPUT_BYTES_MAX,
  exactMemory: false,
  captureBytesMax: 0,
  keepStdoutAt: null,
} as const;

function counterWords(
  kind: WitnessKind,
  report: string,
  words: readonly string[],
): [string, ...string[]] {
  if (kind === 'perf') {
    return ['perf', 'stat', '-x,', '-e', 'instructions:u', '-o', report, '--', ...words];
  }
  // One report for each process, so that children count too; %p is valgrind's word for the pid.
  const options = ['--quiet', '--tool=cachegrind', '--cache-sim=no', '--trace-children=yes'];
  return ['valgrind', ...options, `--cachegrind-out-file=${report}.%p`, ...words];
}

/** A count, or in words why there is none. */
type Counts = number | string;

/** @see perf-stat(1), "CSV FORMAT": value, unit, event, … */
function perfCount(report: string): Counts {
  const lines = textOf(report).split('\n');
  const fields = lines.find((line) => line.includes('instructions'))?.split(',');
  const value = fields?.[0] ?? '';
  if (/^\d+$/.test(value)) {
    return Number(value);
  }
  return value.includes('not supported')
    ? 'this machine has no instruction counter that the system can use (common in virtual machines)'
    : 'the system counted nothing (kernel.perf_event_paranoid may forbid it)';
}

/** The sum of all reports; `summary: N` is the last line of each, its first column the I refs. */
function cachegrindCount(folder: string): Counts {
  const counts = readdirSync(folder).map((name) =>
    Number(/^summary:\s*(?<refs>\d+)/m.exec(textOf(join(folder, name)))?.groups?.['refs'] ?? NaN),
  );
  const total = counts.reduce((sum, each) => sum + each, 0);
  return counts.length > 0 && Number.isFinite(total) ? total : 'valgrind wrote no complete report';
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // the counter did not get as far as writing it
  }
}

function notStarted(thrown: unknown, kind: WitnessKind): unknown {
  const program = kind === 'perf' ? 'perf' : 'valgrind';
  if (thrown instanceof HoneError && thrown.message.startsWith('Command not found')) {
    const message =
      `${program} is not installed, so instructions can't be counted. Install it (Debian: ` +
      `apt-get install ${kind === 'perf' ? 'linux-perf' : 'valgrind'}), or do without it.`;
    return new HoneError('E_MISSING_TOOL', message, { cause: thrown });
  }
  return thrown;
}

function explain(
  kind: WitnessKind,
  command: CountedCommand,
  result: RunResult,
  counts: Counts,
): HoneError {
  const text = command.words.join(' ');
  const said = result.stderrTail.trim();
  const succeeded = result.exit.kind === 'exited' && result.exit.code === 0;
  if (typeof counts === 'string' && (kind === 'perf' || succeeded)) {
    const message = `Instructions of ${text} can't be counted by ${kind}: ${counts}. ${said}`;
    return new HoneError('E_MISSING_TOOL', message.trim());
  }
  const how = JSON.stringify(result.exit);
  return new HoneError('E_COMMAND', `${text} failed under ${kind} (${how}). ${said}`.trim());
}
