import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import type {
  Contain,
  Executor,
  ExecutorControl,
  ProcessGroup,
  RoleOutput,
  RoleTask,
  TraceEvent,
} from '../../src/agent/index.ts';
import { isGroupAlive } from '../../src/agent/process-group.ts';
import { HoneError, processEntry, TransientError } from '../../src/base/index.ts';
import { taskIn, temporaryFolder } from './agent-setup.ts';
import type { Behaviour, BehaviourKind } from './behaviour.ts';

/** An executor whose agent acts out one behaviour, and what ends the agent's surroundings. */
export interface ActingExecutor {
  readonly executor: Executor;
  /** Called once when the test is over, whatever came of it. */
  readonly close: () => Promise<void> | void;
}

/** Makes an executor for one test; with short grace and small bounds, so that tests are fast. */
export type MakeExecutor = (behaviour: Behaviour) => Promise<ActingExecutor>;

/** What a kind may lack by its nature, besides whole behaviours. */
type Ability = 'said' | 'trace' | 'usage' | 'cost' | 'artifacts' | 'contain';

/**
 * What a kind can't do by its nature, with the reason. Such tests are not registered at all: a test
 * that the summary counts as skipped always misses something that could be installed.
 */
export interface ContractOptions {
  readonly never?: Partial<Record<BehaviourKind | Ability, string>>;
}

/** Far more than any turn takes, so that only what hangs gets there. */
const NEVER_MS = 120_000;

/** Long enough for an agent to begin on a busy machine; one that has not begun is ended as well. */
const HANGS_MS = 2_000;

const EDITS: Extract<Behaviour, { kind: 'edits' }> = {
  kind: 'edits',
  path: 'fast.txt',
  text: 'Fast.\n',
  says: 'I made it fast.',
  usage: { tokens: 1_234, cost: 0.25 },
};

/**
 * Registers the tests that every kind of executor has to pass: what an agent may do to it, and
 * that each of these ends with an output or with an error that helps.
 */
export function executorContract(
  name: string,
  makeExecutor: MakeExecutor,
  options: ContractOptions = {},
): void {
  const check = contractTests(name, makeExecutor, options);
  honestWork(check);
  handingIn(check);
  brokenWork(check);
  endings(check);
  bounds(check);
  damage(check);
}

/** Registers a test that plays a behaviour. */
type Check = (
  claim: string,
  behaviour: Behaviour,
  body: (acting: Acting) => Promise<void>,
  needs?: Ability,
) => void;

/** One test's agent and what it works on. */
interface Acting {
  readonly test: TestContext;
  readonly root: string;
  readonly run: (changes?: RunChanges) => Promise<Run>;
}

interface RunChanges {
  readonly task?: Partial<RoleTask>;
  readonly control?: Partial<ExecutorControl>;
}

/** What came of one run. */
interface Run {
  readonly task: RoleTask;
  readonly output: RoleOutput | null;
  readonly thrown: unknown;
  readonly trace: readonly TraceEvent[];
  readonly groups: readonly ProcessGroup[];
}

function contractTests(
  name: string,
  makeExecutor: MakeExecutor,
  { never = {} }: ContractOptions,
): Check {
  return (claim, behaviour, body, needs) => {
    if (Object.hasOwn(never, behaviour.kind) || (needs !== undefined && needs in never)) {
      return;
    }
    test(`${name}: ${claim}`, { timeout: NEVER_MS }, async (t) => {
      const root = temporaryFolder(t);
      const { executor, close } = await makeExecutor(behaviour);
      t.after(close);
      await body({ test: t, root, run: (changes) => runOnce(executor, root, changes) });
    });
  };
}

/** Runs it once, and holds what has to be true of every end. */
async function runOnce(executor: Executor, root: string, changes: RunChanges = {}): Promise<Run> {
  const trace: TraceEvent[] = [];
  const groups: ProcessGroup[] = [];
  const task = taskIn(root, { artifacts: [], ...changes.task });
  let output: RoleOutput | null = null;
  let thrown: unknown = null;
  try {
    output = await executor(task, {
      signal: new AbortController().signal,
      timeoutMs: NEVER_MS,
      owns: (group) => groups.push(group),
      ...changes.control,
      onTrace: (event) => {
        trace.push(event);
        changes.control?.onTrace?.(event);
      },
    });
  } catch (caught) {
    thrown = caught;
  }
  assertNothingLeft(task, groups);
  if (output === null) {
    assertHelps(thrown);
  }
  return { task, output, thrown, trace, groups };
}

/** What a broken executor leaves is killed here before the test fails. */
function assertNothingLeft(task: RoleTask, groups: readonly ProcessGroup[]): void {
  const alive = groups.map(({ pid }) => pid).filter((pid) => isGroupAlive(pid));
  const child = childOf(task.folder);
  const childLives = child !== null && processEntry(child)?.isAlive === true;
  for (const pid of alive) {
    process.kill(-pid, 'SIGKILL');
  }
  if (childLives && processEntry(child)?.isAlive === true) {
    process.kill(child, 'SIGKILL');
  }
  assert.deepEqual(alive, [], 'process groups that were left');
  assert.equal(childLives, false, `the agent's child ${child} was left`);
}

/** The pid that an agent wrote down when it started a child; null when there is none. */
function childOf(folder: string): number | null {
  const path = join(folder, 'child.pid');
  const text = existsSync(path) ? readFileSync(path, 'utf8').trim() : '';
  return /^\d+$/.test(text) ? Number(text) : null;
}

const ADVICE =
  /\b(allow|ask|check|choose|correct|free|give|hand|have|install|let|lower|make|name|pass|put|raise|run|see|start|try|tries|use|wait|write)\b/i;

/** An error for people: one of ours, that names what happened and what to do. */
function assertHelps(thrown: unknown): HoneError {
  assert.ok(thrown instanceof HoneError, `no HoneError: ${String(thrown)}`);
  const { code, message } = thrown;
  assert.doesNotMatch(message, /undefined|\[object |NaN/, message);
  if (code !== 'E_INTERRUPTED') {
    assert.match(message, ADVICE, `does not say what to do: ${message}`);
  }
  assert.ok(message.length < 4_000, `is too long to be read: ${message.slice(0, 200)}…`);
  return thrown;
}

function failed({ thrown, output }: Run, code: string): string {
  assert.equal(output, null, 'it should have failed');
  const error = assertHelps(thrown);
  assert.equal(error.code, code, error.message);
  return error.message;
}

function succeeded({ thrown, output }: Run): RoleOutput {
  assert.ok(output !== null, `it failed: ${String(thrown)}`);
  return output;
}

function honestWork(check: Check): void {
  check('an agent edits a file', EDITS, async ({ run }) => {
    const { task, ...played } = await run();
    assert.deepEqual(succeeded({ task, ...played }).artifacts, []);
    assert.equal(readFileSync(join(task.folder, EDITS.path), 'utf8'), EDITS.text);
  });

  check(
    'what it says in the end is heard',
    EDITS,
    async ({ run }) => {
      const { text } = succeeded(await run());
      assert.ok(text.includes(EDITS.says), text);
    },
    'said',
  );

  check(
    'what it says is traced',
    EDITS,
    async ({ run }) => {
      const { trace } = await run();
      const said = trace.filter((event) => event.kind === 'said').map((event) => event.text);
      assert.ok(said.join('').includes(EDITS.says), JSON.stringify(trace));
    },
    'trace',
  );

  check(
    'the tokens are told, in the end and in the trace',
    EDITS,
    async ({ run }) => {
      const played = await run();
      assert.equal(succeeded(played).usage?.tokens, EDITS.usage.tokens);
      const told = played.trace.filter((event) => event.kind === 'usage').at(-1);
      assert.equal(told?.usage.tokens, EDITS.usage.tokens);
    },
    'usage',
  );

  check(
    'the cost is told',
    EDITS,
    async ({ run }) => {
      const { usage } = succeeded(await run());
      assert.equal(usage?.cost, EDITS.usage.cost);
    },
    'cost',
  );

  const nothing: Behaviour = { kind: 'edits-nothing', says: 'There is nothing to gain.' };
  check('an agent that edits nothing is no failure', nothing, async ({ run }) => {
    const played = await run();
    succeeded(played);
    assert.deepEqual(readdirSync(played.task.folder), []);
  });

  const many: Extract<Behaviour, { kind: 'edits-many' }> = { kind: 'edits-many', files: 10_000 };
  check(
    'an agent that edits 10,000 files has edited all or is told why not',
    many,
    async ({ run }) => {
      const { task, output } = await run();
      if (output !== null) {
        assert.equal(readdirSync(join(task.folder, 'many')).length, many.files);
      }
    },
  );
}

function handingIn(check: Check): void {
  const printed: Behaviour = { kind: 'edits-nothing', says: '{"steps": []}' };
  const plan = [{ name: 'plan.json', schema: 'plan' }];
  const why = [{ name: 'why.md', schema: null }];
  check(
    'what it says is the one artifact that is asked for',
    printed,
    async ({ run }) => {
      const [only, ...rest] = succeeded(await run({ task: { artifacts: plan } })).artifacts;
      assert.deepEqual(rest, []);
      assert.equal(only?.name, 'plan.json');
      assert.deepEqual(JSON.parse(only.text), { steps: [] });
    },
    'artifacts',
  );

  const words: Behaviour = { kind: 'edits-nothing', says: '{"steps": [' };
  check(
    'an artifact that is no JSON is refused with its name',
    words,
    async ({ run }) => {
      const message = failed(await run({ task: { artifacts: plan } }), 'E_COMMAND');
      assert.match(message, /plan\.json/);
    },
    'artifacts',
  );

  check(
    'what may be left out is not missed',
    printed,
    async ({ run }) => {
      const { artifacts } = succeeded(await run({ task: { artifacts: plan, optional: why } }));
      assert.deepEqual(
        artifacts.map(({ name }) => name),
        ['plan.json'],
      );
    },
    'artifacts',
  );

  const explains: Behaviour = {
    kind: 'hands-in',
    name: 'why.md',
    text: 'It is the hot loop.',
    says: '{"steps": []}',
  };
  check(
    'what may be handed in besides is taken beside the artifact that it says',
    explains,
    async ({ run }) => {
      const output = succeeded(await run({ task: { artifacts: plan, optional: why } }));
      assert.deepEqual(output.unexpected, []);
      const [first, second, ...rest] = output.artifacts;
      assert.equal(first?.name, 'plan.json');
      assert.deepEqual(second, { name: 'why.md', text: explains.text, from: 'file' });
      assert.deepEqual(rest, []);
    },
    'artifacts',
  );

  check(
    'who need not hand in anything may do so',
    explains,
    async ({ run }) => {
      const { artifacts } = succeeded(await run({ task: { optional: why } }));
      assert.deepEqual(artifacts, [{ name: 'why.md', text: explains.text, from: 'file' }]);
    },
    'artifacts',
  );

  const emptyFile: Behaviour = { ...explains, text: ' ' };
  check(
    'a file that may be left out is refused all the same when nobody can use it',
    emptyFile,
    async ({ run }) => {
      const message = failed(await run({ task: { artifacts: plan, optional: why } }), 'E_COMMAND');
      assert.match(message, /why\.md is empty/);
    },
    'artifacts',
  );

  check(
    'a name that leads out of the folder is refused, also of a file that may be left out',
    explains,
    async ({ run }) => {
      const optional = [{ name: '../why.md', schema: null }];
      failed(await run({ task: { optional } }), 'E_CONFIG');
    },
    'artifacts',
  );
}

function brokenWork(check: Check): void {
  check('an agent that dies in the middle is told', { kind: 'dies' }, async ({ run }) => {
    failed(await run(), 'E_COMMAND');
  });

  check(
    'broken JSON ends in an output or in an error',
    { kind: 'breaks-json' },
    async ({ run }) => {
      const { output, thrown } = await run();
      assert.ok(output !== null || thrown instanceof HoneError);
    },
  );

  check('a flood of messages is ended', { kind: 'floods' }, async ({ run }) => {
    failed(await run(), 'E_COMMAND');
  });

  check('a message that never ends is ended', { kind: 'floods-one-line' }, async ({ run }) => {
    failed(await run(), 'E_COMMAND');
  });

  check(
    'permissions are not asked for without end',
    { kind: 'asks-permission' },
    async ({ run }) => {
      failed(await run(), 'E_COMMAND');
    },
  );

  check('what an agent started ends with it', { kind: 'leaves-daemon' }, async ({ run }) => {
    const played = await run();
    succeeded(played);
    assert.notEqual(childOf(played.task.folder), null, 'the agent started its child');
  });
}

function endings(check: Check): void {
  const hangs: Behaviour = { kind: 'hangs' };
  check('an agent that hangs is ended at its timeout', hangs, async ({ run }) => {
    const played = await run({ control: { timeoutMs: HANGS_MS } });
    failed(played, 'E_COMMAND');
    assert.ok(played.thrown instanceof TransientError, 'another attempt may help');
    assert.equal(played.thrown.reason, 'timeout');
  });

  check(
    'an abort ends the agent in the middle of its work',
    hangs,
    async ({ run }) => {
      const controller = new AbortController();
      const played = await run({
        control: { signal: controller.signal, onTrace: () => controller.abort() },
      });
      failed(played, 'E_INTERRUPTED');
      assert.equal(played.thrown instanceof TransientError, false);
    },
    'trace',
  );

  check('an abort that came before starts nothing', EDITS, async ({ run }) => {
    const played = await run({ control: { signal: AbortSignal.abort() } });
    failed(played, 'E_INTERRUPTED');
    assert.deepEqual(played.groups, []);
    assert.deepEqual(readdirSync(played.task.folder), []);
  });
}

function bounds(check: Check): void {
  const spends: Behaviour = { kind: 'spends-tokens', tokensEach: 600 };
  check('an agent that uses too many tokens is ended', spends, async ({ run }) => {
    const budget = { tokensMax: 1_000, costMax: null };
    const message = failed(await run({ control: { budget } }), 'E_BUDGET');
    assert.match(message, /\btokens\b/);
    assert.match(message, /\b1[, ]?000\b/, 'names the bound');
    assert.match(message, /\b1[, ]?200\b/, 'names what was used');
  });

  const pays: Behaviour = { kind: 'spends-money', costEach: 0.75 };
  check(
    'an agent that costs too much is ended',
    pays,
    async ({ run }) => {
      const budget = { tokensMax: null, costMax: 1 };
      const message = failed(await run({ control: { budget } }), 'E_BUDGET');
      assert.match(message, /\$1\.5/, 'names what was used');
    },
    'cost',
  );

  check('a budget that is kept changes nothing', EDITS, async ({ run }) => {
    const budget = { tokensMax: 1_000_000, costMax: 100 };
    succeeded(await run({ control: { budget } }));
  });

  check(
    'its command line runs as the sandbox gives it, and may write to its own folders only',
    EDITS,
    async ({ run, root }) => {
      const calls: Parameters<Contain>[] = [];
      const contain: Contain = (command, ...places) => {
        calls.push([command, ...places]);
        const [program, ...rest] = command.words;
        const words: [string, ...string[]] = ['/usr/bin/env', 'IN_SANDBOX=1', program, ...rest];
        return Promise.resolve({ ...command, words });
      };
      const { task, output, thrown } = await run({ control: { contain } });
      assert.ok(output !== null, String(thrown));
      assert.equal(calls.length, 1);
      const [command, writable, readable] = calls[0] ?? assert.fail();
      assert.deepEqual(readable, [command.env['HONE_PROMPT_FILE']], 'its prompt is readable');
      assert.equal(command.cwd, task.folder);
      assert.equal(typeof command.env['PATH'], 'string', 'the whole environment is handed over');
      assert.ok(writable.length > 0, 'its output folder is writable');
      for (const folder of writable) {
        assert.ok(folder.startsWith(join(root, 'output')), `${folder} is its own`);
      }
    },
    'contain',
  );

  check(
    'without its sandbox nothing starts',
    EDITS,
    async ({ run }) => {
      const refused = new HoneError('E_MISSING_TOOL', 'There is no sandbox. Install one.');
      const played = await run({ control: { contain: () => Promise.reject(refused) } });
      assert.equal(played.thrown, refused);
      assert.deepEqual(played.groups, []);
      assert.deepEqual(readdirSync(played.task.folder), []);
    },
    'contain',
  );
}

function damage(check: Check): void {
  check('an agent may delete its own folder', { kind: 'deletes-folder' }, async ({ run }) => {
    const { task, output } = await run();
    if (output !== null) {
      assert.equal(existsSync(task.folder), false, 'it did what it is here for');
    }
  });

  check(
    'a disk that gets full ends in an output or in an error',
    { kind: 'fills-disk' },
    async ({ test: t, root, run }) => {
      const disk = join(root, 'disk');
      mkdirSync(disk);
      if (!isSmallDisk(disk)) {
        t.skip('needs root, to mount a small disk');
        return;
      }
      try {
        mkdirSync(join(disk, 'work'));
        const folders = { folder: join(disk, 'work'), outputFolder: join(disk, 'output') };
        const { output, thrown } = await run({ task: folders });
        assert.ok(output !== null || thrown instanceof HoneError, String(thrown));
        assert.ok(existsSync(join(disk, 'work', 'full')), 'it did what it is here for');
      } finally {
        execFileSync('umount', ['-l', disk]);
      }
    },
  );
}

function isSmallDisk(folder: string): boolean {
  const options = ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder];
  return process.platform === 'linux' && spawnSync('mount', options).status === 0;
}
