import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { chosenEditor } from '../../../src/agent/human/chosen-editor.ts';
import {
  humanExecutor,
  type HumanExecutorOptions,
} from '../../../src/agent/human/human-executor.ts';
import type { ExecutorControl, RoleTask } from '../../../src/agent/index.ts';
import { HoneError } from '../../../src/base/index.ts';
import { script, taskIn, temporaryFolder } from '../agent-setup.ts';
import { executorContract } from '../executor-contract.ts';
import { scriptedAgent } from '../scripted-agent.ts';

const CONTROL: ExecutorControl = {
  signal: new AbortController().signal,
  timeoutMs: 60_000,
  owns: () => {},
};

const NO_WORDS = 'a person only says that it is done';
const NO_PROTOCOL = 'an editor has no output that is read';
const NO_METER = 'nobody meters a person';
const NO_SANDBOX = 'a person is not put into the sandbox';

executorContract(
  'human',
  (behaviour) => {
    const folder = mkdtempSync(join(tmpdir(), 'hone-editor-'));
    // What a scripted agent prints would end up in the terminal of whoever runs the tests.
    const editor = script(folder, `exec > /dev/null\n${scriptedAgent(behaviour)}`);
    return Promise.resolve({
      executor: humanExecutor({
        editor: `${editor} < /dev/null`,
        tell: () => {},
        ask: () => Promise.resolve('done'),
      }),
      close: () => rmSync(folder, { recursive: true, force: true }),
    });
  },
  {
    never: {
      said: NO_WORDS,
      artifacts: NO_WORDS,
      trace: NO_PROTOCOL,
      floods: NO_PROTOCOL,
      'floods-one-line': NO_PROTOCOL,
      'breaks-json': NO_PROTOCOL,
      'asks-permission': NO_PROTOCOL,
      usage: NO_METER,
      cost: NO_METER,
      'spends-tokens': NO_METER,
      'spends-money': NO_METER,
      contain: NO_SANDBOX,
      dies: 'when an editor dies the person can still go on',
      'leaves-daemon': 'what a person leaves open is theirs',
    },
  },
);

interface Played {
  readonly told: string[];
  readonly asked: string[];
  readonly task: RoleTask;
  readonly run: (
    control?: Partial<ExecutorControl>,
  ) => ReturnType<ReturnType<typeof humanExecutor>>;
}

/** A person who gives these answers, one for each question, and then stays silent. */
function person(
  t: TestContext,
  answers: readonly (() => 'done' | 'declined')[],
  changes: Partial<RoleTask> = {},
  options: Partial<HumanExecutorOptions> = {},
): Played {
  const told: string[] = [];
  const asked: string[] = [];
  const task = taskIn(temporaryFolder(t), changes);
  const executor = humanExecutor({
    editor: null,
    tell: (text) => told.push(text),
    ask: (question) => {
      const answer = answers[asked.length];
      asked.push(question);
      return answer === undefined ? new Promise(() => {}) : Promise.resolve(answer());
    },
    ...options,
  });
  return { told, asked, task, run: (control) => executor(task, { ...CONTROL, ...control }) };
}

function failure(code: string, pattern: RegExp): (thrown: unknown) => boolean {
  return (thrown) => {
    assert.ok(thrown instanceof HoneError && thrown.code === code, String(thrown));
    assert.match(thrown.message, pattern);
    return true;
  };
}

test('without an editor a person is told where to work, and asked whether it is done', async (t) => {
  const played = person(t, [() => 'done'], { artifacts: [] });
  assert.deepEqual(await played.run(), {
    artifacts: [],
    unexpected: [],
    text: '',
    usage: null,
    exit: null,
  });
  const { folder, outputFolder } = played.task;
  const [text = '', ...more] = played.told;
  assert.deepEqual(more, []);
  assert.ok(text.includes(folder) && text.includes(join(outputFolder, 'person', 'prompt.md')));
  assert.doesNotMatch(text, /Put /);
  assert.deepEqual(played.asked, [`Is the developer's work in ${folder} done?`]);
});

test('what is missing is said, and asked for again', async (t) => {
  const played: Played = person(t, [
    () => 'done',
    () => {
      const path = join(played.task.outputFolder, 'person', 'out', 'plan.json');
      writeFileSync(path, '{"steps": []}');
      return 'done';
    },
  ]);
  const { artifacts } = await played.run();
  assert.deepEqual(artifacts, [{ name: 'plan.json', text: '{"steps": []}', from: 'file' }]);
  assert.match(played.told[0] ?? '', /Put plan\.json into /);
  assert.match(played.told[1] ?? '', /not complete: plan\.json is missing\. Put it into /);
});

test('a person is not asked without end', async (t) => {
  const answers = Array.from({ length: 9 }, () => () => 'done' as const);
  const played = person(t, answers);
  await assert.rejects(played.run(), failure('E_COMMAND', /not complete after 5 questions/));
  assert.equal(played.asked.length, 5);
});

test('a person may decline', async (t) => {
  const played = person(t, [() => 'declined']);
  await assert.rejects(played.run(), failure('E_COMMAND', /declined\. Ask another one/));
});

test('a person who says nothing is waited for until the time is over, or an abort', async (t) => {
  const silent = person(t, []);
  await assert.rejects(silent.run({ timeoutMs: 20 }), failure('E_COMMAND', /within 0\.02 s/));
  const controller = new AbortController();
  const ask: HumanExecutorOptions['ask'] = () => {
    controller.abort();
    return new Promise(() => {});
  };
  const aborted = person(t, [], {}, { ask });
  await assert.rejects(
    aborted.run({ signal: controller.signal }),
    failure('E_INTERRUPTED', /interrupted/),
  );
});

test('the editor gets the folder, with words of its own before it', async (t) => {
  const root = temporaryFolder(t);
  const editor = `${script(root, 'echo "$@" > "$2/opened"')} --wait`;
  const played = person(t, [() => 'done'], { artifacts: [] }, { editor });
  await played.run();
  const { folder } = played.task;
  assert.equal(readFileSync(join(folder, 'opened'), 'utf8'), `--wait ${folder}\n`);
});

test('an editor that fails is told, and the person can go on without it', async (t) => {
  const root = temporaryFolder(t);
  const quiet = script(root, 'exit 7');
  const played = person(t, [() => 'done'], { artifacts: [] }, { editor: quiet });
  await played.run();
  assert.match(played.told[1] ?? '', /ended with exit code 7\. You can still work in /);
  assert.equal(played.asked.length, 1);
});

test('an editor is chosen as other programs do, and only in a terminal', () => {
  assert.equal(chosenEditor({ VISUAL: 'code --wait', EDITOR: 'vi' }, true), 'code --wait');
  assert.equal(chosenEditor({ VISUAL: ' ', EDITOR: 'vi' }, true), 'vi');
  assert.equal(chosenEditor({}, true), null);
  assert.equal(chosenEditor({ EDITOR: 'vi' }, false), null);
});
