import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { HoneError, MS_PER_S } from '../base/index.ts';
import { OUTPUT_BYTES_MAX, WITNESS_MS_MAX, WITNESS_TRY_MS_MAX } from './limits.ts';
import { exitWords } from './exit-words.ts';
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
   * @throws HoneError E_INTERRUPTED when aborted; everything else is an outcome
   */
  count(command: CountedCommand): Promise<CountOutcome>;
}

/** What is run under a counter. */
export interface CountedCommand {
  readonly words: readonly [string, ...string[]];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly stdinPath?: string | null;
  /** WITNESS_MS_MAX unless given. */
  readonly timeoutMs?: number;
  /** Count also when the command ends with an exit code other than 0. */
  readonly ignoreFailure?: boolean;
}

/** How one count ended. */
export type CountOutcome =
  // user instructions of the command and the processes that it started
  | { readonly kind: 'counted'; readonly instructions: number; readonly wallNs: number }
  | { readonly kind: 'timed-out'; readonly afterMs: number }
  | { readonly kind: 'unavailable'; readonly reason: string } // the counter does not work here
  | { readonly kind: 'failed'; readonly reason: string }; // the command does not, under it

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
      const timeoutMs = WITNESS_TRY_MS_MAX;
      const outcome = await countOnce(options, { words: ['true'], cwd: '/', env, timeoutMs });
      switch (outcome.kind) {
        case 'counted':
          return { kind: 'available' };
        case 'unavailable':
        case 'failed':
          return { kind: 'unavailable', reason: outcome.reason };
        case 'timed-out':
          return {
            kind: 'unavailable',
            reason: `"true" did not end under ${kind} within ${timeoutMs / MS_PER_S} s`,
          };
      }
    },
    count: (command) => countOnce(options, command),
  };
}

async function countOnce(
  options: { kind: WitnessKind; runner: Runner; signal?: AbortSignal },
  command: CountedCommand,
): Promise<CountOutcome> {
  const folder = mkdtempSync(join(tmpdir(), 'hone-witness-'));
  const report = join(folder, 'report');
  try {
    const words = counterWords(options.kind, report, command.words);
    const { cwd, env, stdinPath = null, timeoutMs = WITNESS_MS_MAX } = command;
    const request = { ...REQUEST, cwd, env, stdinPath, timeoutMs, words };
    const result = await options.runner.run(request, options.signal);
    if (result.exit.kind === 'timed-out') {
      return { kind: 'timed-out', afterMs: result.exit.afterMs };
    }
    const counts = options.kind === 'perf' ? perfCount(report) : cachegrindCount(folder);
    const ended = result.exit.kind === 'exited';
    const tolerated = command.ignoreFailure === true || hasSucceeded(result);
    return typeof counts === 'number' && ended && tolerated
      ? { kind: 'counted', instructions: counts, wallNs: result.wallNs }
      : explain(options.kind, command, result, counts);
  } catch (thrown) {
    return notStarted(thrown, options.kind);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const REQUEST = {
  placement: 'free',
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
    : 'the system counted nothing (if kernel.perf_event_paranoid is above 2 it forbids that; ' +
        'allow it with: sudo sysctl kernel.perf_event_paranoid=2)';
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

/** The runner can't start the counter itself; an interruption and bugs go on as they are. */
function notStarted(thrown: unknown, kind: WitnessKind): CountOutcome {
  if (!(thrown instanceof HoneError) || thrown.code === 'E_INTERRUPTED') {
    throw thrown;
  }
  const program = kind === 'perf' ? 'perf' : 'valgrind';
  return {
    kind: 'unavailable',
    reason: thrown.message.startsWith('Command not found')
      ? `${program} is not installed, so instructions can't be counted. Install it (Debian: ` +
        `apt-get install ${kind === 'perf' ? 'linux-perf' : 'valgrind'}), or do without it.`
      : thrown.message,
  };
}

function hasSucceeded({ exit }: RunResult): boolean {
  return exit.kind === 'exited' && exit.code === 0;
}

function explain(
  kind: WitnessKind,
  command: CountedCommand,
  result: RunResult,
  counts: Counts,
): CountOutcome {
  const text = command.words.join(' ');
  const said = result.stderrTail.trim();
  if (typeof counts === 'string' && (kind === 'perf' || hasSucceeded(result))) {
    const reason = `Instructions of ${text} can't be counted by ${kind}: ${counts}. ${said}`;
    return { kind: 'unavailable', reason: reason.trim() };
  }
  const how = exitWords(result.exit);
  return { kind: 'failed', reason: `${text} failed under ${kind}: it ${how}. ${said}`.trim() };
}
