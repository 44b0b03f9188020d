import { randomInt } from 'node:crypto';

import { HoneError, ownField } from '../base/index.ts';
import { CONFIRMATION_PAIRS, SAMPLE_TIMEOUT_MS, TIME_LIMIT_MS } from '../bench/index.ts';
import type { Command } from '../model/index.ts';
import { mapCommand, splitWords } from '../suite/index.ts';
import type { CommandRow, CompareSettings } from './compare-options.ts';
import { CANDIDATES_MAX, MATRIX_ROWS_MAX } from './limits.ts';
import { metricNamed } from '../model/index.ts';

/** Settings of a comparison unless the user says otherwise. */
export const SETTINGS_DEFAULT: Omit<CompareSettings, 'seed'> = {
  metric: metricNamed('wall'),
  warmups: 2,
  pairsMax: CONFIRMATION_PAIRS.max,
  timeLimitMs: TIME_LIMIT_MS,
  timeoutMs: SAMPLE_TIMEOUT_MS,
  output: { kind: 'ignore' },
  ignoreFailure: false,
  prepare: null,
  cleanup: null,
  stdinPath: null,
};

/** A seed that nobody chose; it is recorded with the result. */
export function randomSeed(): number {
  return randomInt(2 ** 31);
}

/**
 * A command line as it was typed: split into words, or left whole for /bin/sh.
 *
 * @throws HoneError E_USAGE for an empty text, open quotes, or syntax that only a shell understands
 */
export function parseCommand(text: string, shell: boolean): Command {
  if (text.trim() === '') {
    throw new HoneError('E_USAGE', 'A command is empty. Put each command in quotes.');
  }
  if (shell) {
    return { kind: 'shell', text };
  }
  const split = splitWords(text);
  if (split.kind === 'invalid') {
    const advice = split.needsShell ? ' Add --shell to run it with /bin/sh.' : '';
    throw new HoneError('E_USAGE', `Can't run "${text}": ${split.message}.${advice}`);
  }
  return { kind: 'words', words: split.words };
}

/**
 * Rows of a comparison: one for each combination of the inputs, with `{name}` filled in.
 *
 * @param asked.inputs - `name=value,value`, each name once
 * @param asked.around - other texts that `{name}` is filled into, such as that of `prepare`
 * @throws HoneError E_USAGE
 */
export function commandRows(asked: {
  readonly commands: readonly string[];
  readonly names: readonly string[];
  readonly shell: boolean;
  readonly inputs: readonly string[];
  readonly around?: readonly string[];
}): CommandRow[] {
  if (asked.commands.length > CANDIDATES_MAX + 1) {
    throw new HoneError('E_USAGE', `At most ${CANDIDATES_MAX + 1} commands can be compared.`);
  }
  if (asked.names.length > asked.commands.length) {
    throw new HoneError('E_USAGE', 'There are more names than commands.');
  }
  const inputs = asked.inputs.map(parseInput);
  refuseRepeatedOrUnused(inputs, [...asked.commands, ...(asked.around ?? [])]);
  const rows = combinations(inputs);
  if (rows.length > MATRIX_ROWS_MAX) {
    throw new HoneError(
      'E_USAGE',
      `The inputs make ${rows.length} rows; ${MATRIX_ROWS_MAX} is the most.`,
    );
  }
  const names = namesOf(asked.commands, asked.names);
  return rows.map((parameters) => ({
    parameters,
    sides: asked.commands.map((command, index) => {
      const text = filled(command, parameters);
      return { name: names[index] ?? text, text, run: parseCommand(text, asked.shell) };
    }),
  }));
}

/** Longest command text that still serves as a name. */
const NAME_CHARS_MAX = 60;

function namesOf(commands: readonly string[], given: readonly string[]): string[] {
  return commands.map((command, index) => {
    const own = given[index];
    if (own !== undefined) {
      return given.indexOf(own) === index ? own : `${own} (${index + 1})`;
    }
    const repeats = commands.indexOf(command) !== index || given.includes(command);
    const name = command.length <= NAME_CHARS_MAX ? command : `command ${index + 1}`;
    return repeats && name === command ? `${command} (${index + 1})` : name;
  });
}

function parseInput(spec: string): { name: string; values: string[] } {
  const split = spec.indexOf('=');
  const name = spec.slice(0, Math.max(0, split));
  const values = spec
    .slice(split + 1)
    .split(',')
    .map((value) => value.trim());
  if (!/^[A-Za-z_][\w-]*$/.test(name) || values.some((value) => value === '')) {
    throw new HoneError(
      'E_USAGE',
      `The input "${spec}" is not understood. Write a name and its values: -P size 1,10,100`,
    );
  }
  return { name, values };
}

/** A value that reaches nothing would make rows that all measure the same. */
function refuseRepeatedOrUnused(
  inputs: readonly { readonly name: string }[],
  texts: readonly string[],
): void {
  const names = inputs.map(({ name }) => name);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) {
    throw new HoneError(
      'E_USAGE',
      `The input "${repeated}" is given twice. Put all its values into one: -P ${repeated} 1,10`,
    );
  }
  const unused = names.find((name) => !texts.some((text) => text.includes(`{${name}}`)));
  if (unused !== undefined) {
    throw new HoneError(
      'E_USAGE',
      `The input "${unused}" is never used. Write {${unused}} in a command, where its value ` +
        'belongs.',
    );
  }
}

function combinations(
  inputs: readonly { name: string; values: readonly string[] }[],
): Record<string, string>[] {
  return inputs.reduce<Record<string, string>[]>(
    (rows, { name, values }) =>
      rows.flatMap((row) => values.map((value) => ({ ...row, [name]: value }))),
    [{}],
  );
}

/** A command of `prepare` or `cleanup` with the values of a row. */
export function commandOfRow(
  command: Command | null,
  { parameters }: Pick<CommandRow, 'parameters'>,
): Command | null {
  return command === null ? null : mapCommand(command, (text) => filled(text, parameters));
}

function filled(command: string, parameters: Readonly<Record<string, string>>): string {
  return command.replaceAll(
    /\{([A-Za-z_][\w-]*)\}/g,
    (whole, name: string) => ownField(parameters, name) ?? whole,
  );
}
