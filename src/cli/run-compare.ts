import { HoneError } from '../base/index.ts';
import {
  compare,
  type CompareRequest,
  type CompareSettings,
  parseCommand,
  type WitnessOptions,
} from '../campaign/index.ts';
import type { CompareResult, OutputRule } from '../model/index.ts';
import { compareText } from '../report/index.ts';
import { COMPARE_EXAMPLES, type CompareFlags } from './compare-flags.ts';
import { exitCodeForVerdicts } from './exit-codes.ts';
import { checkExports, printsExport, writeExports } from './exports.ts';
import { metricFrom } from './metric-flags.ts';
import type { Session } from './session.ts';
import { liveLine, print, styleFor } from './terminal.ts';

/** Compares what was asked for, prints and exports it. @returns the exit code */
export async function runCompare(
  what: string[],
  flags: CompareFlags,
  session: Session,
): Promise<number> {
  checkExports(flags);
  const request = requestFrom(what, flags);
  const hooks = liveLine(flags.quiet === true || printsExport(flags));
  let result: CompareResult;
  try {
    result = await compare(request, { signal: session.signal, hooks });
  } finally {
    hooks.clear();
  }
  if (!printsExport(flags)) {
    // First, so that minutes of measuring are not lost when a file can't be written any more.
    await print(compareText(result, styleFor(process.stdout)));
  }
  await writeExports(result, flags);
  return exitCodeForVerdicts(claimedVerdicts(result));
}

/**
 * What the words and flags ask to compare.
 *
 * @throws HoneError E_USAGE, also for a flag that could have no effect
 */
export function requestFrom(what: readonly string[], flags: CompareFlags): CompareRequest {
  return flags.base !== undefined || flags.head !== undefined
    ? revisionsFrom(what, flags)
    : commandsFrom(what, flags);
}

function commandsFrom(what: readonly string[], flags: CompareFlags): CompareRequest {
  if (flags.run !== undefined) {
    throw new HoneError(
      'E_USAGE',
      '--run says what to run in git revisions: add --base. Commands to compare are named as ' +
        'they are, each in quotes.',
    );
  }
  if (what.length < 2) {
    throw new HoneError(
      'E_USAGE',
      what.length === 0
        ? `Nothing to compare. Give two commands, or --base and --head.\n${COMPARE_EXAMPLES}`
        : `Only one command was given: "${what[0] ?? ''}". The first is the base; add what to ` +
            `compare with it, each command in quotes.`,
    );
  }
  return {
    ...settingsFrom(flags),
    metric: metricFrom(flags),
    cwd: flags.cwd,
    commands: what,
    names: flags.name ?? [],
    shell: flags.shell === true,
    inputs: flags.input ?? [],
  };
}

function revisionsFrom(what: readonly string[], flags: CompareFlags): CompareRequest {
  const { base = 'main', head, run, minEffect, input, name } = flags;
  const [flag, instead] =
    input !== undefined
      ? ['-P', 'give the benchmark "inputs" in hone.yaml']
      : ['--name', 'revisions are called as they are named'];
  if (input !== undefined || name !== undefined) {
    throw new HoneError('E_USAGE', `${flag} goes with commands, not with --base: ${instead}.`);
  }
  if (run !== undefined && what.length > 0) {
    throw new HoneError(
      'E_USAGE',
      `--run stands in for the benchmarks of hone.yaml, so "${what[0] ?? ''}" has no meaning ` +
        'beside it. Leave out one of them.',
    );
  }
  const metric = metricFrom(flags); // refuses flags that contradict each other in any case
  return {
    ...settingsFrom(flags),
    ...(flags.metric === undefined ? {} : { metric }),
    ...(minEffect === undefined ? {} : { minEffect }),
    folder: flags.cwd,
    base,
    heads: head ?? ['HEAD'],
    benchmarks: what,
    command: run === undefined ? null : parseCommand(run, flags.shell === true),
  };
}

const SAME: OutputRule = { kind: 'same' };
const IGNORE: OutputRule = { kind: 'ignore' };

/** What the flags say of both kinds; what they do not say is left out. */
function settingsFrom(flags: CompareFlags): Partial<CompareSettings> {
  const { seed, timeout, expectSameOutput: same } = flags;
  const shell = flags.shell === true;
  return {
    ...(seed === undefined ? {} : { seed }),
    ...(timeout === undefined ? {} : { timeoutMs: timeout }),
    ...(same === undefined ? {} : { output: same ? SAME : IGNORE }),
    warmups: flags.warmup,
    pairsMax: flags.maxPairs,
    timeLimitMs: flags.timeLimit,
    ignoreFailure: flags.ignoreFailure === true,
    prepare: flags.prepare === undefined ? null : parseCommand(flags.prepare, shell),
    cleanup: flags.cleanup === undefined ? null : parseCommand(flags.cleanup, shell),
    stdinPath: flags.stdin ?? null,
    witness: witnessFrom(flags),
  };
}

function witnessFrom({ witness, witnessTime }: CompareFlags): WitnessOptions | null {
  if (witness !== undefined) {
    return { kind: witness, ...(witnessTime === undefined ? {} : { timeLimitMs: witnessTime }) };
  }
  if (witnessTime !== undefined) {
    throw new HoneError(
      'E_USAGE',
      '--witness-time needs --witness perf or --witness cachegrind, which say what is counted.',
    );
  }
  return null;
}

function claimedVerdicts(
  result: CompareResult,
): ('improved' | 'regressed' | 'unchanged' | 'inconclusive')[] {
  return result.comparisons
    .flatMap((comparison) => comparison.candidates)
    .flatMap((candidate) => Object.values(candidate.metrics))
    .filter((metric) => metric.claimed)
    .map((metric) => metric.verdict);
}
