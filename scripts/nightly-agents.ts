/**
 * Drives the real command lines of Claude Code and codex for one turn each, against models that are
 * played on the loopback: no key, no cost, nothing leaves the machine but the download. Not part of
 * the tests: it fetches about 800 MB.
 *
 *   node scripts/nightly-agents.ts [--from FOLDER] [--keep]
 *
 * With `--from` they are taken from a folder where `npm install` has put them; `--keep` leaves the
 * clones and logs. With SHOW_REQUESTS=1 what the models are asked is printed. The home folder must
 * not lie in /tmp, where codex refuses to keep what its sandbox needs.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import {
  commandExecutor,
  type Contain,
  type RoleOutput,
  type TraceEvent,
} from '../src/agent/index.ts';
import { openContainment } from '../src/sandbox/index.ts';
import { playAnthropic } from './nightly/play-anthropic.ts';
import type { PlayedModel } from './nightly/play-model.ts';
import { playOpenai } from './nightly/play-openai.ts';

const PACKAGES = ['@anthropic-ai/claude-code@2.1.330', '@openai/codex@0.169.0'];
const TURN_MS_MAX = 120_000;

const SLOW =
  'export const total = (list) => list.reduce((sum, each) => [...[sum]][0] + each, 0);\n';
const FAST = 'export const total = (list) => list.reduce((sum, each) => sum + each, 0);\n';
const SAYS = 'I took the copies out.';

/** A clone for one agent, and what it did there. */
interface Turn {
  readonly folder: string;
  readonly root: string;
  /** Null outside the sandbox. */
  readonly contain: Contain | null;
}

interface Done {
  readonly output: RoleOutput;
  readonly trace: readonly TraceEvent[];
}

const { values } = parseArgs({ options: { from: { type: 'string' }, keep: { type: 'boolean' } } });
const root = mkdtempSync(join(homedir(), '.hone-nightly-'));
try {
  forgetOwnAgents();
  const packages = values.from ?? install(join(root, 'packages'));
  const contain = await sandbox();
  for (const sandboxed of contain === null ? [null] : [null, contain]) {
    await claudeTurn(join(packages, 'node_modules/.bin/claude'), sandboxed);
    await codexTurn(join(packages, 'node_modules/.bin/codex'), sandboxed);
  }
} finally {
  if (!values.keep) rmSync(root, { recursive: true, force: true });
}

/** What is set for the agents of whoever runs this must not reach the ones that are driven. */
function forgetOwnAgents(): void {
  for (const name of Object.keys(process.env)) {
    if (/^(ANTHROPIC|CLAUDE|OPENAI|CODEX|GEMINI)|_PROXY$/i.test(name)) {
      delete process.env[name];
    }
  }
}

function install(folder: string): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"private": true}\n');
  console.log(`fetching ${PACKAGES.join(' and ')} …`);
  const words = ['install', '--no-audit', '--no-fund', ...PACKAGES];
  execFileSync('npm', words, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  return folder;
}

/** Null, and said so, where nothing can contain an agent. */
async function sandbox(): Promise<Contain | null> {
  const scratch = join(root, 'scratch');
  mkdirSync(scratch);
  const containment = await openContainment({ wanted: 'best', scratch });
  console.log(`sandbox: ${containment.kind}, ${containment.description}`);
  return containment.kind === 'none'
    ? null
    : (command, writable) =>
        containment.contain(command, {
          writable: [command.cwd, ...writable],
          readOnly: [],
          hidden: [],
          network: 'host', // the played model is on the loopback
        });
}

async function claudeTurn(program: string, contain: Contain | null): Promise<void> {
  const turn = cloneFor('claude', contain);
  const edit = { path: join(turn.folder, 'total.js'), from: SLOW.trim(), to: FAST.trim() };
  const model = await playAnthropic(edit, SAYS);
  const { output, trace } = await play(turn, model, 'claude', [program], {
    ANTHROPIC_BASE_URL: model.url,
    ANTHROPIC_API_KEY: 'not-a-key',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  });
  assert.ok((output.usage?.tokens ?? 0) >= 330, `three answers: ${JSON.stringify(output.usage)}`);
  assert.ok((output.usage?.cost ?? 0) > 0, 'it tells a cost');
  const tools = trace.filter((event) => event.kind === 'tool').map((event) => event.name);
  assert.deepEqual(tools, ['Read', 'Read', 'Edit', 'Edit'], 'each begun and done');
}

async function codexTurn(program: string, contain: Contain | null): Promise<void> {
  const turn = cloneFor('codex', contain);
  writeFileSync(join(turn.root, 'fast.js'), FAST);
  const model = await playOpenai(`cp '${join(turn.root, 'fast.js')}' total.js`, SAYS);
  const provider = `{name="played",base_url="${model.url}/v1",wire_api="responses",env_key="KEY"}`;
  const { output, trace } = await play(
    turn,
    model,
    'codex',
    [
      program,
      '--model',
      'played',
      '-c',
      'model_provider=played',
      '-c',
      `model_providers.played=${provider}`,
    ],
    { KEY: 'not-a-key' },
  );
  assert.deepEqual(output.usage, { tokens: 220, cost: null }, 'two answers');
  const tools = trace.filter((event) => event.kind === 'tool').map((event) => event.name);
  assert.deepEqual(tools, ['shell', 'shell'], 'begun and done');
}

function cloneFor(name: string, contain: Contain | null): Turn {
  const home = join(root, contain === null ? name : `${name}-contained`);
  const folder = join(home, 'clone');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'total.js'), SLOW);
  git(folder, ['init', '--quiet']);
  git(folder, ['add', '.']);
  git(folder, ['-c', 'user.name=n', '-c', 'user.email=n@n', 'commit', '--quiet', '-m', 'base']);
  return { folder, root: home, contain };
}

async function play(
  turn: Turn,
  model: PlayedModel,
  preset: 'claude' | 'codex',
  words: readonly [string, ...string[]],
  env: Readonly<Record<string, string>>,
): Promise<Done> {
  const trace: TraceEvent[] = [];
  const started = performance.now();
  const executor = commandExecutor({ command: { kind: 'words', words }, preset });
  try {
    const output = await executor(
      {
        role: 'developer',
        prompt: 'Make total.js faster.',
        folder: turn.folder,
        outputFolder: join(turn.root, 'output'),
        artifacts: [],
        env: { HOME: turn.root, ...env },
      },
      {
        signal: new AbortController().signal,
        timeoutMs: TURN_MS_MAX,
        owns: () => {},
        budget: { tokensMax: 1_000_000, costMax: 5 },
        onTrace: (event) => trace.push(event),
        ...(turn.contain === null ? {} : { contain: turn.contain }),
      },
    );
    const seconds = ((performance.now() - started) / 1_000).toFixed(1);
    const where = turn.contain === null ? '' : ' in the sandbox';
    console.log(`${preset}: one turn${where}, ${model.asked()} requests, ${seconds} s`);
    console.log(`  usage ${JSON.stringify(output.usage)}`);
    for (const event of trace) {
      console.log(`  ${JSON.stringify(event)}`);
    }
    assert.equal(readFileSync(join(turn.folder, 'total.js'), 'utf8'), FAST);
    assert.equal(git(turn.folder, ['diff', '--numstat']).trim(), '1\t1\ttotal.js');
    assert.ok(output.text.includes(SAYS), output.text);
    return { output, trace };
  } finally {
    await model.close();
  }
}

function git(folder: string, words: readonly string[]): string {
  return execFileSync('git', words, { cwd: folder, encoding: 'utf8' });
}
