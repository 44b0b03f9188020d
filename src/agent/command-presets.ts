import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { diskErrorFrom } from '../base/index.ts';
import type { Command } from '../model/index.ts';
import type { AgentBudget } from './executor.ts';

/** The agents whose command line hone knows how to drive. */
export const PRESET_NAMES = ['claude', 'codex', 'gemini'] as const;

/** One of them. */
export type PresetName = (typeof PRESET_NAMES)[number];

/** What the words of a preset depend on. */
export interface PresetSituation {
  /**
   * True inside hone's sandbox, where the agent may also run commands without asking: whatever it
   * runs can reach no more than the agent itself. Outside, it may change files of its folder.
   */
  readonly contained: boolean;
  readonly budget: AgentBudget | undefined;
  /** Absolute; where it writes what is asked for, outside the folder that it works in. */
  readonly handInFolder: string;
}

/** A flag of a preset with its value; left out when the user gives it or one of the others. */
interface Flag {
  readonly words: readonly string[];
  readonly unless: readonly string[];
}

interface CommandPreset {
  /** What is between the program's name and its flags. */
  readonly subcommand: readonly string[];
  flags(situation: PresetSituation): readonly Flag[];
  /** Set where the user has not set them. */
  readonly env: Readonly<Record<string, string>>;
  readonly state: StatePlace;
}

/** Where an agent keeps what it knows of its user. */
interface StatePlace {
  /** Points to it, or to the folder above it. */
  readonly variable: string;
  /** From what the variable names to the folder with the files; '' for that itself. */
  readonly below: string;
  /** From the user's home, when the variable is not set. */
  readonly folder: string;
  /** What the agent needs of it to be let in. */
  readonly credentials: readonly string[];
  /** Set in the sandbox besides; as root Claude Code gives no rights to an agent without it. */
  readonly inside?: Readonly<Record<string, string>>;
}

/**
 * The user's words with those that make the agent work on its own and print JSON lines, which come
 * first and give way to the same flag among the user's.
 *
 * @param words - the user's, from the name or path of the program on
 */
export function presetCommand(
  name: PresetName,
  words: readonly [string, ...string[]],
  situation: PresetSituation,
): Extract<Command, { kind: 'words' }> {
  const { subcommand } = PRESETS[name];
  const [program, ...given] = words;
  const isThere = subcommand.length > 0 && given[0] === subcommand[0];
  const own = isThere ? given.slice(1) : given;
  const added = PRESETS[name]
    .flags(situation)
    .filter(({ unless }) => !own.some((word) => unless.includes(word.split('=')[0] ?? word)))
    .flatMap((flag) => flag.words);
  return { kind: 'words', words: [program, ...subcommand, ...added, ...own] };
}

/** The variables that a preset needs, where the environment does not have them. */
export function presetEnvironment(
  name: PresetName,
  env: Readonly<Record<string, string>>,
): Record<string, string> {
  return { ...PRESETS[name].env, ...env };
}

/**
 * Makes a private state folder for an agent in the sandbox, where its real one can't be written
 * to. Its credentials are links to the user's, so no secret is copied, and settings, hooks and
 * sessions stay out.
 *
 * @param folder - absolute; is made
 * @returns the variable that points the agent there, and what tells it of the sandbox
 * @throws HoneError E_DISK
 */
export function presetState(
  name: PresetName,
  folder: string,
  env: Readonly<Record<string, string>>,
): Record<string, string> {
  const { variable, below, folder: known, credentials, inside = {} } = PRESETS[name].state;
  const set = env[variable];
  const theirs = set === undefined ? join(env['HOME'] ?? '/', known) : join(set, below);
  try {
    for (const file of credentials) {
      const link = join(folder, below, file);
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(join(theirs, file), link); // may lead nowhere: a key in the environment is enough
    }
  } catch (thrown) {
    throw diskErrorFrom(thrown, folder);
  }
  return { ...inside, [variable]: folder };
}

/** Given whatever the user gives: it may be there several times. */
function always(...words: readonly string[]): Flag {
  return { words, unless: [] };
}

/** Left out when the user gives it, by its own name or one of the others. */
function usual(words: readonly string[], ...others: readonly string[]): Flag {
  return { words, unless: [...words.slice(0, 1), ...others] };
}

/**
 * Flags of Claude Code 2.1.330, codex 0.169.0 and gemini-cli 0.61.0, from their `--help`. None of
 * them can be asked for a permission: nobody is there to answer.
 */
const PRESETS: Readonly<Record<PresetName, CommandPreset>> = {
  claude: {
    subcommand: [],
    flags: ({ contained, budget, handInFolder }) => [
      usual(['--print'], '-p'),
      usual(['--output-format', 'stream-json']),
      usual(['--verbose']),
      usual(['--permission-mode', 'acceptEdits'], '--dangerously-skip-permissions'),
      usual(['--permission-prompts', 'none'], '--permission-prompt-tool'),
      // With "=", because these take all words up to the next flag.
      always(`--add-dir=${handInFolder}`),
      ...(contained ? [usual(['--allowedTools=Bash'], '--allowedTools', '--allowed-tools')] : []),
      usual(['--strict-mcp-config'], '--mcp-config'),
      usual(['--no-session-persistence']),
      ...(typeof budget?.costMax === 'number'
        ? [usual(['--max-budget-usd', String(budget.costMax)])]
        : []),
    ],
    env: { DISABLE_AUTOUPDATER: '1' },
    state: {
      variable: 'CLAUDE_CONFIG_DIR',
      below: '',
      folder: '.claude',
      credentials: ['.credentials.json'],
      inside: { IS_SANDBOX: '1' },
    },
  },
  codex: {
    subcommand: ['exec'],
    flags: ({ contained, handInFolder }) => [
      usual(['--json'], '--experimental-json'),
      always('--add-dir', handInFolder),
      // Its own sandbox needs rights that hone's has taken away.
      usual(
        ['--sandbox', contained ? 'danger-full-access' : 'workspace-write'],
        '-s',
        '--dangerously-bypass-approvals-and-sandbox',
      ),
      usual(['--ephemeral']),
      usual(['--ignore-user-config'], '-p', '--profile'),
      usual(['--skip-git-repo-check']),
    ],
    env: {},
    state: {
      variable: 'CODEX_HOME',
      below: '',
      folder: '.codex',
      credentials: ['auth.json'],
    },
  },
  gemini: {
    subcommand: [],
    flags: ({ contained, handInFolder }) => [
      always('--include-directories', handInFolder),
      usual(['--output-format', 'stream-json'], '-o'),
      usual(['--approval-mode', contained ? 'yolo' : 'auto_edit'], '-y', '--yolo'),
      usual(['--skip-trust']),
    ],
    env: {},
    state: {
      variable: 'GEMINI_CLI_HOME',
      below: '.gemini',
      folder: '.gemini',
      credentials: ['oauth_creds.json', 'google_accounts.json'],
    },
  },
};
