import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import type { Command } from 'commander';

import { programFor } from '../../src/cli/program.ts';
import { ARTIFACT_KINDS, JSON_DOCUMENTS } from '../../src/model/index.ts';

const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'json.md'), 'utf8');

/** What the table says: commands and names of documents, row by row. */
const rows = page
  .split('\n')
  .filter((line) => /^\| `hone .*\[`hone\./.test(line))
  .map((line) => line.split('|').map((cell) => codeIn(cell)))
  .map(([, commands = [], documents = []]) => ({ commands, documents }));

function codeIn(text: string): string[] {
  return [...text.matchAll(/`([^`]*)`/g)].map(([, code = '']) => code);
}

/** The commands of a program that have `--json`, spelled as they are typed. */
function withJson(command: Command, name: string): string[] {
  const commands = command.createHelp().visibleCommands(command);
  const own = command.options.some(({ long }) => long === '--json') ? [name] : [];
  return [...own, ...commands.flatMap((inner) => withJson(inner, `${name} ${inner.name()}`))];
}

test('every command that writes JSON stands in the table of the page', () => {
  const session = { signal: AbortSignal.abort(), afterDashes: [], exitCode: 0 };
  const typed = withJson(programFor(session), 'hone');
  assert.ok(typed.length > 30, `only ${typed.length} were found`);
  const listed = rows.flatMap(({ commands }) => commands);
  assert.deepEqual(
    typed.filter((command) => !listed.includes(command)),
    [],
  );
});

test('the table names documents that there are, and every one', () => {
  const own = JSON_DOCUMENTS.map(({ schemaName }) => schemaName);
  const known = [...own, ...ARTIFACT_KINDS.map(({ schemaName }) => schemaName)];
  const listed = rows.flatMap(({ documents }) => documents);
  assert.deepEqual(
    listed.filter((name) => !known.includes(name)),
    [],
  );
  assert.deepEqual(
    own.filter((name) => !listed.includes(name)),
    [],
  );
});

test('the links of the page lead to its headings', () => {
  const headings = [...page.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} -]/gu, '')
      .replaceAll(' ', '-'),
  );
  const links = [...page.matchAll(/\]\(#([^)]*)\)/g)].map(([, anchor = '']) => anchor);
  assert.deepEqual(
    links.filter((anchor) => !headings.includes(anchor)),
    [],
  );
});
