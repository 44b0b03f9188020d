import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { exitWords, type Runner, wordsOf } from '../bench/index.ts';
import { HoneError } from '../base/index.ts';
import { type Repository, writeCheckout } from '../git/index.ts';
import type { Command, Exit } from '../model/index.ts';
import type { Outcome } from '../gates/index.ts';
import { joinedWords } from '../suite/index.ts';
import { exceededAdvice, exceededWords } from './program-limits.ts';

/** What a command of the suite is run with outside any measurement. */
export interface CommandContext {
  readonly runner: Pick<Runner, 'run'>;
  readonly signal: AbortSignal;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Is given the end of what each command printed on its standard output. */
  readonly onOutput?: (printed: string) => void;
}

/**
 * Runs commands one after the other in a folder until one fails.
 *
 * @param what - names the commands in the reason, e.g. `setup`
 */
export async function runCommands(
  commands: readonly Command[],
  folder: string,
  what: string,
  context: CommandContext,
): Promise<Outcome> {
  for (const command of commands) {
    const result = await context.runner.run(
      {
        words: wordsOf(command),
        cwd: folder,
        env: context.env,
        stdinPath: null,
        placement: 'free',
        timeoutMs: context.timeoutMs,
        exactMemory: false,
        captureBytesMax: OUTPUT_CHARS_MAX,
        keepStdoutAt: null,
      },
      context.signal,
    );
    context.onOutput?.(result.stdoutText ?? '');
    const { exit } = result;
    if (exit.kind !== 'exited' || exit.code !== 0) {
      const said = tellingPart(result.stderrTail.trim() || (result.stdoutText ?? '').trim());
      const advice = exit.kind === 'exceeded' ? `${exceededAdvice(exit)} ` : '';
      const how = `${commandText(command)} ${howItEnded(exit)}`;
      return { kind: 'failed', reason: `${what} failed: ${how}. ${advice}${said}`.trim() };
    }
  }
  return { kind: 'passed' };
}

/** Characters of a failed command's output that are kept, and that are shown. */
const OUTPUT_CHARS_MAX = 262_144;
const SHOWN_CHARS_MAX = 400;

/** Lines in which test runners and compilers say what went wrong. */
const TELLING = /^\s*(not ok|✖|✗|×|FAIL|FAILED|error|.*\b(Assertion)?Error\b)/i;

/** The lines that say what failed, or else the end of the output. */
function tellingPart(output: string): string {
  const lines = output.split('\n').filter((line) => TELLING.test(line));
  const told = lines.map((line) => line.trim()).join('; ');
  return told === '' ? output.slice(-SHOWN_CHARS_MAX) : told.slice(0, SHOWN_CHARS_MAX);
}

/** A command as a person would type it, with quotes where a shell needs them. */
export function commandText(command: Command): string {
  return command.kind === 'shell' ? command.text : joinedWords(command.words);
}

function howItEnded(exit: Exit): string {
  return exit.kind === 'exceeded'
    ? `${exceededWords(exit)}, and was ended with all it had started`
    : exitWords(exit);
}

/**
 * Writes a clean checkout of a tree and runs the suite's setup in it.
 *
 * @throws HoneError E_COMMAND when the setup fails, which the caller may turn into an outcome
 */
export async function buildCheckout(
  source: {
    readonly repository: Repository;
    readonly tree: string;
    readonly name: string;
    readonly objectsDir?: string; // besides the repository's own objects
    /** Texts that stand in for those of the tree, by path; each is a file of it. */
    readonly instead?: ReadonlyMap<string, string>;
  },
  folder: string,
  setup: readonly Command[],
  context: CommandContext,
): Promise<void> {
  const { repository, tree, objectsDir } = source;
  const options = { signal: context.signal, ...(objectsDir === undefined ? {} : { objectsDir }) };
  await writeCheckout(repository, tree, folder, options);
  for (const [path, text] of source.instead ?? []) {
    writeFileSync(join(folder, path), text);
  }
  const outcome = await runCommands(setup, folder, `The setup of ${source.name}`, context);
  if (outcome.kind === 'failed') {
    throw new HoneError('E_COMMAND', outcome.reason);
  }
}
