import type { Command, CompareResult } from '../model/index.ts';
import { commandRows, randomSeed, SETTINGS_DEFAULT } from './command-rows.ts';
import { compareCommands } from './compare-commands.ts';
import type {
  CompareCommandsOptions,
  CompareRevisionsOptions,
  CompareSettings,
} from './compare-options.ts';
import { compareRevisions } from './compare-revisions.ts';
import { type Hooks, silent } from './hooks.ts';

/** Commands to compare in one folder. Settings that are left out have their usual values. */
export interface CommandsToCompare extends Partial<CompareSettings> {
  /** As a person would type them, at least two; the first is the base. */
  readonly commands: readonly string[];
  /** Names of the commands, in their order; the rest is called by its text. */
  readonly names?: readonly string[];
  /** Runs the commands with /bin/sh; false when left out. */
  readonly shell?: boolean;
  /** `name=value,value`, each name once: a row for each combination, with `{name}` filled in. */
  readonly inputs?: readonly string[];
  /** Where the commands run; the current folder when left out. */
  readonly cwd?: string;
}

/** Git revisions to compare on the benchmarks of hone.yaml, or on a command. */
export interface RevisionsToCompare extends Partial<CompareSettings> {
  readonly base: string;
  /** Revisions to judge; HEAD when left out. */
  readonly heads?: readonly string[];
  /** Any folder of the repository; the current one when left out. */
  readonly folder?: string;
  /** Ids of benchmarks; all when left out. */
  readonly benchmarks?: readonly string[];
  /** What to run in place of the benchmarks of hone.yaml. */
  readonly command?: Command | null;
  /** Smallest change that matters, whatever hone.yaml says; a fraction. */
  readonly minEffect?: number;
}

/** What to compare. */
export type CompareRequest = CommandsToCompare | RevisionsToCompare;

/** How a comparison is stopped and how it talks; what is left out does neither. */
export interface CompareContext {
  readonly signal?: AbortSignal;
  readonly hooks?: Hooks;
}

/**
 * Compares commands, or git revisions, as `hone compare` does: in random order, pair by pair, until
 * there is a verdict.
 *
 * @throws HoneError E_USAGE, E_COMMAND, E_OUTPUT_DIFFERS, E_BUSY, E_DISK, E_INTERRUPTED; of
 *   revisions also E_NO_GIT, E_REPOSITORY, E_NOT_FOUND, E_CONFIG
 * @example
 * const result = await compare({ commands: ['node old.js', 'node new.js'] });
 */
export async function compare(
  request: CompareRequest,
  { signal = new AbortController().signal, hooks = silent }: CompareContext = {},
): Promise<CompareResult> {
  const context = { signal, hooks };
  return 'commands' in request
    ? compareCommands(commandsOptions(request), context)
    : compareRevisions(revisionsOptions(request), context);
}

function commandsOptions(request: CommandsToCompare): CompareCommandsOptions {
  const { commands, names = [], shell = false, inputs = [], cwd = '.', ...settings } = request;
  const all = { ...SETTINGS_DEFAULT, seed: randomSeed(), ...settings };
  const around = [all.prepare, all.cleanup].flatMap(textsOf);
  return { ...all, cwd, rows: commandRows({ commands, names, shell, inputs, around }) };
}

function textsOf(command: Command | null): readonly string[] {
  if (command === null) {
    return [];
  }
  return command.kind === 'shell' ? [command.text] : command.words;
}

function revisionsOptions(request: RevisionsToCompare): CompareRevisionsOptions {
  const { base, heads = ['HEAD'], folder = '.', benchmarks = [], command = null } = request;
  return {
    ...SETTINGS_DEFAULT,
    seed: randomSeed(),
    output: { kind: 'same' },
    ...request,
    base,
    heads,
    folder,
    benchmarks,
    command,
    metricGiven: request.metric !== undefined,
    outputGiven: request.output !== undefined,
    timeoutGiven: request.timeoutMs !== undefined,
  };
}
