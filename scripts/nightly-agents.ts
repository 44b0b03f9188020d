/**
 * Drives the real command lines of Claude Code, codex and gemini-cli for one turn each, and two
 * published agents by the Agent Client Protocol, against models that are played on the loopback: no
 * key, no cost, nothing leaves the machine but the download. Not part of the tests: it fetches
 * about 900 MB.
 *
 *   node scripts/nightly-agents.ts [--from FOLDER] [--keep] [NAME …]
 *
 * With `--from` they are taken from a folder where `npm install` has put them, which must not lie
 * in /tmp: that is empty in the sandbox. `--keep` leaves the clones and logs, and names choose some
 * of the agents. With SHOW_REQUESTS=1 what the models are asked is printed. The home folder must
 * not lie in /tmp either, where codex refuses to keep what its sandbox needs.
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
  type Executor,
  executorFor,
  type RoleOutput,
  type TraceEvent,
} from '../src/agent/index.ts';
import { openContainment } from '../src/sandbox/index.ts';
import { fetchPackages } from './nightly/fetch-packages.ts';
import { type Edit, playAnthropic } from './nightly/play-anthropic.ts';
import { playGemini } from './nightly/play-gemini.ts';
import type { PlayedModel } from './nightly/play-model.ts';
import { playOpenai } from './nightly/play-openai.ts';

const PACKAGES = [
  '@anthropic-ai/claude-code@2.1.330',
  '@openai/codex@0.169.0',
  '@google/gemini-cli@0.61.0',
  '@zed-industries/claude-code-acp@0.16.2',
];
const TURN_MS_MAX = 120_000;

/** Any that its router would not choose by itself, so that nothing else is asked before. */
const GEMINI_MODEL = 'gemini-2.5-flash';

const SLOW =
  'export const total = (list) => list.reduce((sum, each) => [...[sum]][0] + each, 0);\n';
const FAST = 'export const total = (list) => list.reduce((sum, each) => sum + each, 0);\n';
const SAYS = 'I took the copies out.';

/** A clone for one agent, and what it did there. */
interface Turn {
  readonly name: string;
  readonly folder: string;
  readonly root: string;
  /** Null outside the sandbox. */
  readonly contain: Contain | null;
}

interface Done {
  readonly output: RoleOutput;
  readonly trace: readonly TraceEvent[];
}

/** Has one agent do one turn. */
type Drive = (programs: string, contain: Contain | null) => Promise<void>;

const AGENTS: Readonly<Record<string, Drive>> = {
  claude: claudeTurn,
  codex: codexTurn,
  gemini: geminiTurn,
  'gemini-acp': geminiAcpTurn,
  'claude-acp': claudeAcpTurn,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { from: { type: 'string' }, keep: { type: 'boolean' } },
});
const root = mkdtempSync(join(homedir(), '.hone-nightly-'));
try {
  forgetOwnAgents();
  const packages = values.from ?? fetchPackages(join(root, 'packages'), PACKAGES);
  const contain = await sandbox();
  for (const sandboxed of contain === null ? [null] : [null, contain]) {
    for (const [name, drive] of Object.entries(AGENTS)) {
      if (positionals.length === 0 || positionals.includes(name)) {
        await drive(join(packages, 'node_modules/.bin'), sandboxed);
      }
    }
  }
} finally {
  if (!values.keep) rmSync(root, { recursive: true, force: true });
}

/** What is set for the agents of whoever runs this must not reach the ones that are driven. */
function forgetOwnAgents(): void {
  for (const name of Object.keys(process.env)) {
    if (/^(ANTHROPIC|CLAUDE|OPENAI|CODEX|GEMINI|GOOGLE)|_PROXY$/i.test(name)) {
      delete process.env[name];
    }
  }
}

/** Null, and said so, where nothing can contain an agent. */
async function sandbox(): Promise<Contain | null> {
  const scratch = join(root, 'scratch');
  mkdirSync(scratch);
  const containment = await openContainment({ wanted: 'best', scratch });
  console.log(`sandbox: ${containment.kind}, ${containment.description}`);
  return containment.kind === 'none'
    ? null
    : (command, writable, readable) =>
        containment.contain(command, {
          writable: [command.cwd, ...writable],
          readOnly: readable,
          hidden: [],
          network: 'host', // the played model is on the loopback
        });
}

async function claudeTurn(programs: string, contain: Contain | null): Promise<void> {
  const turn = cloneFor('claude', contain);
  const model = await playAnthropic(editIn(turn), SAYS);
  const command = { kind: 'words', words: [join(programs, 'claude')] } as const;
  const executor = commandExecutor({ command, preset: 'claude' });
  const { output, trace } = await play(turn, model, executor, claudeEnvironment(model));
  assert.ok((output.usage?.tokens ?? 0) >= 330, `three answers: ${JSON.stringify(output.usage)}`);
  assert.ok((output.usage?.cost ?? 0) > 0, 'it tells a cost');
  const tools = trace.filter((event) => event.kind === 'tool').map((event) => event.name);
  assert.deepEqual(tools, ['Read', 'Read', 'Edit', 'Edit'], 'each begun and done');
}

/** An agent that asks the played model and nobody else. */
function claudeEnvironment({ url }: PlayedModel): Record<string, string> {
  return {
    ANTHROPIC_BASE_URL: url,
    ANTHROPIC_API_KEY: 'not-a-key',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    // As root, Claude Code behind the protocol ends without it: only the played model asks.
    ...(process.getuid?.() === 0 ? { IS_SANDBOX: '1' } : {}),
  };
}

async function codexTurn(programs: string, contain: Contain | null): Promise<void> {
  const turn = cloneFor('codex', contain);
  writeFileSync(join(turn.root, 'fast.js'), FAST);
  const model = await playOpenai(`cp '${join(turn.root, 'fast.js')}' total.js`, SAYS);
  const provider = `{name="played",base_url="${model.url}/v1",wire_api="responses",env_key="KEY"}`;
  const words = [join(programs, 'codex'), '--model', 'played', '-c', 'model_provider=played'];
  words.push('-c', `model_providers.played=${provider}`);
  const [program = '', ...rest] = words;
  const executor = commandExecutor({
    command: { kind: 'words', words: [program, ...rest] },
    preset: 'codex',
  });
  const { output, trace } = await play(turn, model, executor, { KEY: 'not-a-key' });
  assert.deepEqual(output.usage, { tokens: 220, cost: null }, 'two answers');
  const tools = trace.filter((event) => event.kind === 'tool').map((event) => event.name);
  assert.deepEqual(tools, ['shell', 'shell'], 'begun and done');
}

async function geminiTurn(programs: string, contain: Contain | null): Promise<void> {
  const turn = cloneFor('gemini', contain);
  const model = await playGemini(editIn(turn), SAYS);
  const words = [join(programs, 'gemini'), '--model', GEMINI_MODEL] as const;
  const executor = commandExecutor({
    command: { kind: 'words', words: [...words] },
    preset: 'gemini',
  });
  const { output, trace } = await play(turn, model, executor, geminiEnvironment(turn, model));
  assert.deepEqual(output.usage, { tokens: 330, cost: null }, 'three answers');
  const tools = trace.filter((event) => event.kind === 'tool').map((event) => event.name);
  assert.deepEqual(tools, ['read_file', 'read_file', 'replace', 'replace'], 'each begun and done');
}

async function geminiAcpTurn(programs: string, contain: Contain | null): Promise<void> {
  const turn = cloneFor('gemini-acp', contain);
  const model = await playGemini(editIn(turn), SAYS);
  const words = [join(programs, 'gemini'), '--acp', '--model', GEMINI_MODEL] as const;
  const { trace } = await play(turn, model, byProtocol([...words]), geminiEnvironment(turn, model));
  assertEdited(trace);
}

async function claudeAcpTurn(programs: string, contain: Contain | null): Promise<void> {
  const turn = cloneFor('claude-acp', contain);
  const model = await playAnthropic(editIn(turn), SAYS);
  const executor = byProtocol([join(programs, 'claude-code-acp')]);
  const { trace } = await play(turn, model, executor, claudeEnvironment(model));
  assertEdited(trace);
}

/** An agent that asks the played model and nobody else. */
function geminiEnvironment({ root: home }: Turn, { url }: PlayedModel): Record<string, string> {
  const settings = join(home, 'gemini-settings.json');
  // With a base URL alone it chooses a way to log in that it then refuses itself.
  writeFileSync(settings, '{"security": {"auth": {"selectedType": "gemini-api-key"}}}');
  return {
    GEMINI_CLI_SYSTEM_SETTINGS_PATH: settings,
    GOOGLE_GEMINI_BASE_URL: url,
    GEMINI_API_KEY: 'not-a-key',
    GEMINI_TELEMETRY_ENABLED: 'false',
  };
}

function byProtocol(words: [string, ...string[]]): Executor {
  const spec = { kind: 'acp', command: { kind: 'words', words } } as const;
  return executorFor(spec, { env: process.env, human: null });
}

/** What a tool is called by this protocol is up to the agent. */
function assertEdited(trace: readonly TraceEvent[]): void {
  const done = trace.filter((event) => event.kind === 'tool' && event.outcome === 'done');
  assert.ok(done.length >= 2, `it read and edited: ${JSON.stringify(trace)}`);
}

function editIn({ folder }: Turn): Edit {
  return { path: join(folder, 'total.js'), from: SLOW.trim(), to: FAST.trim() };
}

function cloneFor(name: string, contain: Contain | null): Turn {
  const home = join(root, contain === null ? name : `${name}-contained`);
  const folder = join(home, 'clone');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'total.js'), SLOW);
  git(folder, ['init', '--quiet']);
  git(folder, ['add', '.']);
  git(folder, ['-c', 'user.name=n', '-c', 'user.email=n@n', 'commit', '--quiet', '-m', 'base']);
  return { name, folder, root: home, contain };
}

async function play(
  turn: Turn,
  model: PlayedModel,
  executor: Executor,
  env: Readonly<Record<string, string>>,
): Promise<Done> {
  const trace: TraceEvent[] = [];
  const started = performance.now();
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
    console.log(`${turn.name}: one turn${where}, ${model.asked()} requests, ${seconds} s`);
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
