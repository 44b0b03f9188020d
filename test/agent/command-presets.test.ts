import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import {
  presetCommand,
  presetEnvironment,
  type PresetSituation,
  presetState,
} from '../../src/agent/command-presets.ts';
import { temporaryFolder } from './agent-setup.ts';

const OUTSIDE: PresetSituation = { contained: false, budget: undefined, handInFolder: '/o' };
const INSIDE: PresetSituation = { ...OUTSIDE, contained: true };

function wordsOf(
  name: Parameters<typeof presetCommand>[0],
  text: string,
  situation: PresetSituation = OUTSIDE,
): string {
  const [program = '', ...rest] = text.split(' ');
  return presetCommand(name, [program, ...rest], situation).words.join(' ');
}

test('claude works on its own, prints JSON lines, and may only edit outside the sandbox', () => {
  assert.equal(
    wordsOf('claude', 'claude --model sonnet'),
    'claude --print --output-format stream-json --verbose --permission-mode acceptEdits ' +
      '--permission-prompts none --add-dir=/o --strict-mcp-config --no-session-persistence ' +
      '--model sonnet',
  );
  assert.match(wordsOf('claude', 'claude', INSIDE), / --allowedTools=Bash /);
});

test('claude is told its budget', () => {
  const budget = { tokensMax: 5, costMax: 1.5 };
  const words = wordsOf('claude', 'claude', { ...OUTSIDE, budget });
  assert.match(words, / --max-budget-usd 1\.5$/);
  const free = wordsOf('claude', 'claude', { ...OUTSIDE, budget: { tokensMax: 5, costMax: null } });
  assert.doesNotMatch(free, /budget/);
});

test('codex keeps its own sandbox where hone has none', () => {
  assert.equal(
    wordsOf('codex', 'codex -m gpt-5'),
    'codex exec --json --add-dir /o --sandbox workspace-write --ephemeral --ignore-user-config ' +
      '--skip-git-repo-check -m gpt-5',
  );
  assert.match(wordsOf('codex', 'codex', INSIDE), / --sandbox danger-full-access /);
});

test('gemini may run commands only in the sandbox', () => {
  assert.equal(
    wordsOf('gemini', 'gemini'),
    'gemini --include-directories /o --output-format stream-json --approval-mode auto_edit ' +
      '--skip-trust',
  );
  assert.match(wordsOf('gemini', 'gemini', INSIDE), / --approval-mode yolo /);
});

test('what the user gives comes instead, also under another name of the flag', () => {
  assert.doesNotMatch(wordsOf('codex', 'codex exec -s read-only'), /workspace-write|exec.*exec/);
  assert.doesNotMatch(wordsOf('codex', 'codex --profile fast'), /ignore-user-config/);
  assert.doesNotMatch(wordsOf('claude', 'claude -p --permission-mode=plan'), /--print|acceptEdits/);
  assert.doesNotMatch(wordsOf('gemini', 'gemini -o json -y'), /stream-json|auto_edit/);
});

test('variables of the user win over those of a preset', () => {
  assert.deepEqual(presetEnvironment('claude', { A: '1' }), { DISABLE_AUTOUPDATER: '1', A: '1' });
  const off = presetEnvironment('claude', { DISABLE_AUTOUPDATER: '0' });
  assert.deepEqual(off, { DISABLE_AUTOUPDATER: '0' });
});

test('a private state folder leads to the credentials of the user and to nothing else', (t) => {
  const root = temporaryFolder(t);
  mkdirSync(join(root, 'home/.gemini'), { recursive: true });
  writeFileSync(join(root, 'home/.gemini/oauth_creds.json'), 'token');
  const state = join(root, 'gemini');
  const env = { HOME: join(root, 'home') };
  assert.deepEqual(presetState('gemini', state, env), { GEMINI_CLI_HOME: state });
  assert.equal(readFileSync(join(state, '.gemini/oauth_creds.json'), 'utf8'), 'token');

  const codex = join(root, 'codex');
  const moved = { ...env, CODEX_HOME: '/elsewhere' };
  assert.deepEqual(presetState('codex', codex, moved), { CODEX_HOME: codex });
  assert.equal(readlinkSync(join(codex, 'auth.json')), '/elsewhere/auth.json');

  const claude = join(root, 'claude');
  const told = { CLAUDE_CONFIG_DIR: claude, IS_SANDBOX: '1' };
  assert.deepEqual(presetState('claude', claude, env), told);
  const link = readlinkSync(join(claude, '.credentials.json'));
  assert.equal(link, join(root, 'home/.claude/.credentials.json'));
});
