import { HoneError } from '../base/index.ts';
import {
  commandRows,
  compareCommands,
  type CompareSettings,
  compareRevisions,
  parseCommand,
  randomSeed,
  SETTINGS_DEFAULT,
  type WitnessOptions,
} from '../campaign/index.ts';
import type { CompareResult } from '../model/index.ts';
import { compareText } from '../report/index.ts';
import { COMPARE_EXAMPLES, type CompareFlags } from './compare-flags.ts';
import { exitCodeForVerdicts } from './exit-codes.ts';
import { checkExports, printsJson, writeExports } from './exports.ts';
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
  const hooks = liveLine(flags.quiet === true || printsJson(flags));
  const context = { signal: session.signal, hooks };
  const settings = settingsFrom(flags);
  const revisions = flags.base !== undefined || flags.head !== undefined;
  let result: CompareResult;
  try {
    result = revisions
      ? await compareRevisions(
          {
            ...settings,
            folder: flags.cwd,
            base: flags.base ?? 'main',
            heads: flags.head ?? ['HEAD'],
            benchmarks: what,
            command: flags.run === undefined ? null : parseCommand(flags.run, flags.shell === true),
            metricGiven: flags.metric !== undefined,
            outputGiven: flags.expectSameOutput !== undefined,
          },
          context,
        )
      : await compareCommands(
          { ...settings, cwd: flags.cwd, rows: rowsFrom(what, flags) },
          context,
        );
  } finally {
    hooks.clear();
  }
  await writeExports(result, flags);
  if (!printsJson(flags)) {
    await print(compareText(result, styleFor(process.stdout)));
  }
  return exitCodeForVerdicts(claimedVerdicts(result));
}

function rowsFrom(what: string[], flags: CompareFlags): ReturnType<typeof commandRows> {
  if (what.length < 2) {
    throw new HoneError(
      'E_USAGE',
      what.length === 0
        ? `Nothing to compare. Give two commands, or --base and --head.\n${COMPARE_EXAMPLES}`
        : `Only one command was given: "${what[0] ?? ''}". The first is the base; add what to ` +
            `compare with it, each command in quotes.`,
    );
  }
  return commandRows({
    commands: what,
    names: flags.name ?? [],
    shell: flags.shell === true,
    inputs: flags.input ?? [],
  });
}

function settingsFrom(flags: CompareFlags): CompareSettings {
  const shell = flags.shell === true;
  const same =
    flags.expectSameOutput === true ||
    (flags.expectSameOutput === undefined && flags.base !== undefined);
  return {
    ...SETTINGS_DEFAULT,
    metric: metricFrom(flags),
    seed: flags.seed ?? randomSeed(),
    warmups: flags.warmup,
    pairsMax: flags.maxPairs,
    timeLimitMs: flags.timeLimit,
    timeoutMs: flags.timeout,
    output: same ? { kind: 'same' } : { kind: 'ignore' },
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
