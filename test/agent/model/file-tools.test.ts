import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  linkSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { editFile } from '../../../src/agent/model/edit-file.ts';
import { listFiles } from '../../../src/agent/model/list-files.ts';
import { readFile } from '../../../src/agent/model/read-file.ts';
import { searchFiles } from '../../../src/agent/model/search-files.ts';
import type { Tool, ToolResult } from '../../../src/agent/model/tool-spec.ts';
import type { Workspace } from '../../../src/agent/model/workspace.ts';
import { temporaryFolder } from '../agent-setup.ts';

const never = new AbortController().signal;

function workspaceWith(t: TestContext, files: Readonly<Record<string, string>>): Workspace {
  const root = temporaryFolder(t);
  const folder = join(root, 'work');
  const handInFolder = join(root, 'output', 'out');
  mkdirSync(folder);
  mkdirSync(handInFolder, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const promptPath = join(root, 'output', 'prompt.md');
  return { folder, outputFolder: join(root, 'output'), handInFolder, promptPath };
}

async function use(
  tool: Tool,
  values: Record<string, string | number | boolean>,
): Promise<ToolResult> {
  return tool.use(new Map(Object.entries(values)));
}

async function done(
  tool: Tool,
  values: Record<string, string | number | boolean>,
): Promise<string> {
  const { kind, text } = await use(tool, values);
  assert.equal(kind, 'done', text);
  return text;
}

async function failed(
  tool: Tool,
  values: Record<string, string | number | boolean>,
): Promise<string> {
  const { kind, text, changed } = await use(tool, values);
  assert.equal(kind, 'failed', text);
  assert.equal(changed, false);
  return text;
}

test('files are listed with folders marked, without those of git and of packages', async (t) => {
  const workspace = workspaceWith(t, {
    'src/a.ts': '',
    'src/deep/er/still/x.ts': '',
    '.git/config': '',
    'node_modules/x/index.js': '',
  });
  const tool = listFiles(workspace, never);
  assert.equal(
    await done(tool, {}),
    ['node_modules/', 'src/', 'src/a.ts', 'src/deep/', 'src/deep/er/'].join('\n'),
  );
  assert.equal(await done(tool, { depth: 1 }), 'node_modules/\nsrc/');
  assert.equal(await done(tool, { path: 'node_modules' }), 'x/\nx/index.js');
  assert.match(await failed(tool, { path: 'src/a.ts' }), /no folder/);
  assert.match(await failed(tool, { path: '../..' }), /"\.\."/);
});

test('a list of very many files is cut and says so', async (t) => {
  const files = Array.from({ length: 700 }, (_, index) => [`many/${index}`, ''] as const);
  const workspace = workspaceWith(t, Object.fromEntries(files));
  const text = await done(listFiles(workspace, never), {});
  assert.equal(text.split('\n').length, 501);
  assert.match(text, /there is more/);
});

test('lines of a file come as they are, with where they stand', async (t) => {
  const lines = Array.from({ length: 1_000 }, (_, index) => `line ${index + 1}`);
  const tool = readFile(workspaceWith(t, { a: `${lines.join('\n')}\n`, empty: '', one: 'x' }));
  assert.equal(
    await done(tool, { path: 'a', first_line: 3, last_line: 4 }),
    '"a", lines 3 to 4 of 1000.\nline 3\nline 4',
  );
  assert.match(
    await done(tool, { path: 'a' }),
    /^"a", lines 1 to 600 of 1000\. Go on from line 601\./,
  );
  assert.match(await done(tool, { path: 'a', first_line: 2_000 }), /none from 2000/);
  assert.equal(await done(tool, { path: 'empty' }), '"empty" is empty.');
  assert.equal(await done(tool, { path: 'one' }), '"one", lines 1 to 1 of 1.\nx');
});

test('a long line and a long file are cut', async (t) => {
  const workspace = workspaceWith(t, {
    wide: '漢'.repeat(100_000),
    long: 'y'.repeat(1_900).concat('\n').repeat(99),
  });
  const tool = readFile(workspace);
  assert.match(await done(tool, { path: 'wide' }), /\[… 98000 more characters …\]$/);
  const long = await done(tool, { path: 'long' });
  assert.ok(long.length < 40_000);
  assert.match(long, /Go on from line 18\./);
});

test('what is no text, no file or too large is told, not read', async (t) => {
  const workspace = workspaceWith(t, { binary: 'a\0b', large: 'x'.repeat(9 * 1_048_576) });
  writeFileSync(join(workspace.folder, 'latin'), Buffer.from([0x66, 0xfc, 0x72]));
  execFileSync('mkfifo', [join(workspace.folder, 'pipe')]);
  symlinkSync('/dev/zero', join(workspace.folder, 'zero'));
  const tool = readFile(workspace);
  assert.match(await failed(tool, { path: 'binary' }), /no text/);
  assert.match(await failed(tool, { path: 'latin' }), /no UTF-8/);
  assert.match(await failed(tool, { path: 'large' }), /larger than 8 MiB/);
  assert.match(await failed(tool, { path: 'pipe' }), /no plain file/);
  assert.match(await failed(tool, { path: 'zero' }), /leads out/);
  assert.match(await failed(tool, { path: '.' }), /is a folder/);
  assert.match(await failed(tool, { path: 'none' }), /does not exist/);
});

test('a text is found in all files, with file and line', async (t) => {
  const workspace = workspaceWith(t, {
    'src/a.ts': 'one\nfor (;;) {}\n',
    'b.ts': 'FOR (;;) too\n',
    '.git/c': 'for (;;)',
    binary: 'for (;;)\0',
  });
  const tool = searchFiles(workspace, { searchMs: 5_000 }, never);
  assert.match(
    await done(tool, { pattern: 'for (;;)' }),
    /^src\/a\.ts:2: for \(;;\) \{\}\n\[1 files/,
  );
  const both = await done(tool, { pattern: 'for (;;)', ignore_case: true });
  assert.match(both, /^b\.ts:1: FOR \(;;\) too\nsrc\/a\.ts:2/);
  const expression = { pattern: String.raw`^for \(.+\{\}$`, is_regex: true };
  assert.match(await done(tool, expression), /^src\/a\.ts:2/);
  assert.equal(await done(tool, { pattern: 'one', path: 'src/a.ts' }), '1: one');
  assert.match(await done(tool, { pattern: 'nowhere' }), /^Nothing was found/);
});

test('a pattern that is none, is empty or is too long is told', async (t) => {
  const tool = searchFiles(workspaceWith(t, { a: 'x' }), { searchMs: 5_000 }, never);
  assert.match(await failed(tool, { pattern: '(', is_regex: true }), /can't be understood/);
  assert.match(await failed(tool, { pattern: '' }), /1 to 1000/);
  assert.match(await failed(tool, { pattern: 'x'.repeat(1_001) }), /1 to 1000/);
  assert.match(await failed(tool, { pattern: 'x', path: 'none' }), /does not exist/);
});

test('a pattern that backtracks without end is given up', { timeout: 20_000 }, async (t) => {
  const workspace = workspaceWith(t, { a: `${'a'.repeat(60)}b\n`, b: 'x' });
  const tool = searchFiles(workspace, { searchMs: 50 }, never);
  const text = await done(tool, { pattern: '^(a+)+$', is_regex: true });
  assert.match(text, /took too long: 0 of 2 files/);
  // The thread is as it was: the next search works.
  assert.equal(await done(tool, { pattern: '^x$', is_regex: true, path: 'b' }), '1: x');
});

test('very many found lines are cut, and each is short', async (t) => {
  const workspace = workspaceWith(t, { a: `${'x'.repeat(5_000)}\n`.repeat(300) });
  const text = await done(searchFiles(workspace, { searchMs: 5_000 }, never), { pattern: 'x' });
  assert.equal(text.split('\n').length, 101);
  assert.ok(text.length < 30_000);
});

test('a text that occurs once is replaced, to the byte', async (t) => {
  const workspace = workspaceWith(t, { a: '\uFEFFlet x = 1;\nlet y = 1;\n' });
  const tool = editFile(workspace);
  const edit = { path: 'a', action: 'replace', old_text: 'x = 1', new_text: "x = $& $' 漢" };
  assert.equal((await use(tool, edit)).changed, true);
  assert.equal(
    readFileSync(join(workspace.folder, 'a'), 'utf8'),
    "\uFEFFlet x = $& $' 漢;\nlet y = 1;\n",
  );
  assert.match(await failed(tool, edit), /does not occur/);
  const twice = { ...edit, old_text: 'let ' };
  assert.match(await failed(tool, twice), /more than once, in lines 1, 2\./);
  assert.match(await failed(tool, { ...edit, old_text: '' }), /is empty/);
  assert.match(await failed(tool, { path: 'a', action: 'replace', old_text: 'let y' }), /new_text/);
});

test('an edit keeps permissions and leaves other names of the file alone', async (t) => {
  const workspace = workspaceWith(t, { tool: 'old' });
  const path = join(workspace.folder, 'tool');
  const other = join(workspace.folder, '..', 'other');
  chmodSync(path, 0o755);
  linkSync(path, other);
  await done(editFile(workspace), {
    path: 'tool',
    action: 'replace',
    old_text: 'old',
    new_text: 'new',
  });
  assert.equal(readFileSync(path, 'utf8'), 'new');
  assert.equal(statSync(path).mode & 0o777, 0o755);
  assert.equal(readFileSync(other, 'utf8'), 'old');
});

test('a file is created with its folders, never over another one, and removed', async (t) => {
  const workspace = workspaceWith(t, { there: 'x' });
  const tool = editFile(workspace);
  await done(tool, { path: 'new/deep/file', action: 'create', new_text: 'text' });
  assert.equal(readFileSync(join(workspace.folder, 'new/deep/file'), 'utf8'), 'text');
  assert.match(await failed(tool, { path: 'there', action: 'create', new_text: 'y' }), /already/);
  assert.match(await failed(tool, { path: 'none', action: 'delete' }), /does not exist/);
  assert.match(await failed(tool, { path: 'new', action: 'delete' }), /is a folder/);
  assert.match(await failed(tool, { path: 'bare', action: 'create' }), /new_text/);
  assert.match(
    await failed(tool, { path: 'n'.repeat(300), action: 'create', new_text: '' }),
    /ENAMETOOLONG/,
  );
  await done(tool, { path: 'there', action: 'delete' });
  assert.match(await failed(readFile(workspace), { path: 'there' }), /does not exist/);
});

test('removing a link leaves what it leads to', async (t) => {
  const workspace = workspaceWith(t, { kept: 'x' });
  symlinkSync('kept', join(workspace.folder, 'link'));
  await done(editFile(workspace), { path: 'link', action: 'delete' });
  assert.equal(await done(readFile(workspace), { path: 'kept' }), '"kept", lines 1 to 1 of 1.\nx');
});

test('what is handed in may be written anew', async (t) => {
  const workspace = workspaceWith(t, {});
  const create = { path: 'HONE_OUTPUT_DIR/plans/a.json', action: 'create' };
  await done(editFile(workspace), { ...create, new_text: '{' });
  await done(editFile(workspace), { ...create, new_text: '{}' });
  assert.equal(readFileSync(join(workspace.handInFolder, 'plans/a.json'), 'utf8'), '{}');
});
