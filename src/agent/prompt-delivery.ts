import { distance } from 'fastest-levenshtein';

import { HoneError } from '../base/index.ts';
import type { Command } from '../model/index.ts';
import { quotedWord, shownCommand } from './command-text.ts';
import { PROMPT_BYTES_MAX, PROMPT_WORD_BYTES_MAX } from './limits.ts';

const NAMES = ['prompt', 'prompt_file'];

/** `${name}` is the shell's, `{{prompt}}` stands for `{prompt}` itself. */
const PLACEHOLDER = /\$\{[^}]*\}|\{\{(prompt|prompt_file)\}\}|\{([A-Za-z_-]+)\}/g;

/** Typing mistakes between a placeholder and what was meant. */
const MISTAKES_MAX = 2;

/**
 * Looks at the placeholders of a command line: `{prompt}` is the prompt as (part of) a word,
 * `{prompt_file}` the path of a file that holds it. Without either it comes by standard input.
 *
 * @throws HoneError E_CONFIG for `{prompt}` in a shell's line, and for a misspelt placeholder
 */
export function promptDelivery(command: Command): 'stdin' | 'placeholder' {
  const texts = command.kind === 'shell' ? [command.text] : command.words;
  const names = texts.flatMap((text) =>
    [...text.matchAll(PLACEHOLDER)].map((match) => match[2]).filter((name) => name !== undefined),
  );
  for (const name of names) {
    const meant = NAMES.find((known) => distance(known, name.toLowerCase()) <= MISTAKES_MAX);
    if (meant !== undefined && meant !== name) {
      throw new HoneError(
        'E_CONFIG',
        `{${name}} in the command ${shownCommand(command)} is no placeholder. Write {${meant}}.`,
      );
    }
  }
  if (command.kind === 'shell' && names.includes('prompt')) {
    throw new HoneError(
      'E_CONFIG',
      `{prompt} can't stand in a line for the shell, which would run what is in the prompt: ` +
        `${shownCommand(command)}. Write "$(cat {prompt_file})", or leave it out and read the ` +
        `prompt from standard input.`,
    );
  }
  return names.some((name) => NAMES.includes(name)) ? 'placeholder' : 'stdin';
}

/**
 * The command with its placeholders filled in; the prompt itself is not searched for more.
 *
 * @throws HoneError E_COMMAND when a word gets longer than the system allows
 */
export function withPrompt(command: Command, prompt: string, promptPath: string): Command {
  if (command.kind === 'shell') {
    const path = quotedWord(promptPath);
    return { kind: 'shell', text: filled(command.text, { prompt_file: path }) };
  }
  const values = { prompt, prompt_file: promptPath };
  const [program, ...rest] = command.words;
  const words = rest.map((word) => filled(word, values));
  const longest = Math.max(0, ...words.map((word) => Buffer.byteLength(word)));
  if (longest > PROMPT_WORD_BYTES_MAX) {
    throw new HoneError(
      'E_COMMAND',
      `The prompt is too long (${longest} bytes) for a word of ${shownCommand(command)}; the ` +
        `system allows ${PROMPT_WORD_BYTES_MAX}. Use {prompt_file} instead of {prompt}, or leave ` +
        `it out and read the prompt from standard input.`,
    );
  }
  return { kind: 'words', words: [filled(program, values), ...words] };
}

/**
 * @throws HoneError E_CONFIG for a prompt that no program could be given
 */
export function checkPrompt(prompt: string, role: string): void {
  const bytes = Buffer.byteLength(prompt);
  if (prompt.trim() === '' || prompt.includes('\0') || bytes > PROMPT_BYTES_MAX) {
    const why =
      bytes > PROMPT_BYTES_MAX
        ? `has ${bytes} bytes; ${PROMPT_BYTES_MAX} are allowed`
        : prompt.includes('\0')
          ? 'contains a zero byte'
          : 'is empty';
    throw new HoneError('E_CONFIG', `The prompt of the ${role} ${why}. Correct its role file.`);
  }
}

function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(PLACEHOLDER, (whole: string, escaped?: string, name?: string) => {
    if (escaped !== undefined) {
      return `{${escaped}}`;
    }
    return name !== undefined && NAMES.includes(name) ? (values[name] ?? whole) : whole;
  });
}
