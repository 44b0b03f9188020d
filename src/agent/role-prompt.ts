import { open } from 'node:fs/promises';
import { join } from 'node:path';

import { distance } from 'fastest-levenshtein';

import { HoneError, messageOf, ownField, systemCodeOf } from '../base/index.ts';
import { ROLES } from '../model/index.ts';
import type { ExpectedArtifact } from './executor.ts';
import { ROLE_FILE_BYTES_MAX } from './limits.ts';

/** What every role file may say as `{{name}}`, and every caller has to give a text for. */
export const PROMPT_FIELDS = [
  'target', // what is to be reached or looked at
  'run_id',
  'step', // name of the step in the flow
  'task', // what this step wants done
  'inputs', // what to read: paths with a word on each
  'scope', // which files may be changed
  'artifacts', // what to hand in, see `artifactsText`
  'feedback', // why the last attempt was not accepted, or that there was none
] as const;

/** Texts for the fields, and for whatever else a flow knows by name. */
export type PromptValues = Readonly<Record<(typeof PROMPT_FIELDS)[number], string>> &
  Readonly<Record<string, string>>;

/** The file that describes a role, with its placeholders. */
export interface RolePrompt {
  readonly text: string;
  readonly path: string;
}

/**
 * Without the first nobody would know what to hand in; without the second a rejected attempt would
 * be repeated word for word.
 */
const NEEDED = ['artifacts', 'feedback'];

/**
 * Reads `<role>.md` from the first of the folders that has it: a project's own come before those
 * of the package.
 *
 * @throws HoneError E_NOT_FOUND when no folder has it (names a role with a similar name); E_CONFIG
 *   when the file can't be read, is empty or too large, or never says `{{artifacts}}` and
 *   `{{feedback}}`. A file that is there but unusable never makes way for the next.
 */
export async function rolePrompt(
  role: string,
  { folders }: { readonly folders: readonly string[] },
): Promise<RolePrompt> {
  if (!/^[a-z][a-z0-9_-]{0,63}$/.test(role)) {
    throw new HoneError(
      'E_CONFIG',
      `${JSON.stringify(role.slice(0, 64))} can't be the name of a role. Use small letters, ` +
        `digits and hyphens, such as code-reviewer.`,
    );
  }
  for (const folder of folders) {
    const path = join(folder, `${role}.md`);
    const text = await textAt(path);
    if (text !== null) {
      checkNeeded(text, path);
      return { text, path };
    }
  }
  const similar = ROLES.find((known) => distance(known, role) <= 3);
  throw new HoneError(
    'E_NOT_FOUND',
    `There is no description of the role ${role}: ${role}.md is in none of ` +
      `${folders.join(', ')}. ` +
      (similar === undefined || similar === role
        ? `Write one there; the roles that come with hone are ${ROLES.join(', ')}.`
        : `Did you mean ${similar}?`),
  );
}

/** `{{name}}`, and `\{{` for the two braces themselves. */
const PLACEHOLDER = /\\\{\{|\{\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*\}\}|\{\{/g;

/**
 * Fills in every placeholder; what is filled in is not searched for more.
 *
 * @throws HoneError E_CONFIG with file and line for an unknown or unfinished placeholder
 */
export function filledPrompt(prompt: RolePrompt, values: PromptValues): string {
  return prompt.text.replaceAll(PLACEHOLDER, (whole: string, name: unknown, offset: unknown) => {
    if (whole === '\\{{') {
      return '{{';
    }
    const value = typeof name === 'string' ? ownField(values, name) : undefined;
    if (value === undefined) {
      const line = prompt.text.slice(0, Number(offset)).split('\n').length;
      throw new HoneError('E_CONFIG', badPlaceholder(`${prompt.path}:${line}`, name, values));
    }
    return value;
  });
}

/**
 * The text for `{{artifacts}}`.
 *
 * @param optional - what may be handed in besides
 */
export function artifactsText(
  expected: readonly ExpectedArtifact[],
  optional: readonly ExpectedArtifact[] = [],
): string {
  const lines =
    expected.length === 0
      ? ['No file: your changes in the working folder are the result.']
      : expected.map(artifactLine);
  return optional.length === 0
    ? lines.join('\n')
    : [...lines, '', 'If there is something to say in them, also:', '']
        .concat(optional.map(artifactLine))
        .join('\n');
}

function artifactLine({ name, schema }: ExpectedArtifact): string {
  return `- \`${name}\`${schema === null ? '' : ` (schema ${schema})`}`;
}

function badPlaceholder(place: string, name: unknown, values: PromptValues): string {
  const known = Object.keys(values);
  if (typeof name !== 'string') {
    return (
      `${place}: "{{" begins a placeholder that has no end. Write {{name}} with one of ` +
      `${known.join(', ')}, or \\{{ for two braces.`
    );
  }
  const nearest = known.find((other) => distance(other, name.toLowerCase()) <= 3);
  return nearest === undefined
    ? `${place}: {{${name}}} stands for nothing. Known are ${known.join(', ')}.`
    : `${place}: {{${name}}} stands for nothing. Did you mean {{${nearest}}}?`;
}

function checkNeeded(text: string, path: string): void {
  const names = [...text.matchAll(PLACEHOLDER)].map((match) => match[1]);
  const absent = NEEDED.filter((name) => !names.includes(name)).map((name) => `{{${name}}}`);
  if (absent.length > 0) {
    throw new HoneError(
      'E_CONFIG',
      `${path} never says ${absent.join(' nor ')}. Add it: {{artifacts}} tells the role what to ` +
        `hand in, {{feedback}} why its last attempt was not accepted.`,
    );
  }
}

/** Null when there is no such file. */
async function textAt(path: string): Promise<string | null> {
  let bytes: Buffer;
  try {
    const file = await open(path);
    try {
      bytes = Buffer.alloc(ROLE_FILE_BYTES_MAX + 1);
      const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
      bytes = bytes.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (thrown) {
    if (systemCodeOf(thrown) === 'ENOENT' || systemCodeOf(thrown) === 'ENOTDIR') {
      return null;
    }
    throw unusable(path, `can't be read: ${messageOf(thrown)}`);
  }
  if (bytes.length > ROLE_FILE_BYTES_MAX) {
    throw unusable(path, `is longer than ${ROLE_FILE_BYTES_MAX} bytes`);
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (text.trim() !== '') {
      return text;
    }
  } catch (thrown) {
    throw unusable(path, 'is not UTF-8 text', thrown);
  }
  throw unusable(path, 'is empty');
}

function unusable(path: string, why: string, cause?: unknown): HoneError {
  return new HoneError(
    'E_CONFIG',
    `The role file ${path} ${why}. Correct it, or remove it to use the one that comes with hone.`,
    { cause },
  );
}
