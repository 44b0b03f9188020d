import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import type { QuickLook, RoleTask } from '../../../src/agent/index.ts';
import { HoneError, TransientError } from '../../../src/base/index.ts';
import { part, type Turn } from './mock-server.ts';
import {
  calling,
  failedWith,
  finishing,
  logOf,
  play,
  resultsIn,
  succeeded,
} from './model-setup.ts';

const PLAN = { artifacts: [{ name: 'plan.json', schema: 'plan' }] };

test('a model looks, edits, and says what it did', async (t) => {
  const played = await play(
    t,
    [
      { ...calling(['list_files', {}], ['search', { pattern: 'slow' }]), thought: 'Hm.' },
      {
        ...calling([
          'edit_file',
          { path: 'src/a.js', action: 'replace', old_text: 'slow()', new_text: 'fast()' },
        ]),
        text: 'I change it.',
        usage: { tokens: 70, cost: 0.01 },
      },
      { ...finishing('It calls fast now.'), usage: { tokens: 30, cost: 0.02 } },
    ],
    {
      prepare: (folder) => {
        mkdirSync(join(folder, 'src'));
        writeFileSync(join(folder, 'src', 'a.js'), 'slow();\n');
      },
    },
  );
  assert.deepEqual(succeeded(played), {
    artifacts: [],
    unexpected: [],
    text: 'It calls fast now.',
    usage: { tokens: 100, cost: 0.03 },
    exit: null,
  });
  assert.equal(readFileSync(join(played.task.folder, 'src', 'a.js'), 'utf8'), 'fast();\n');
  assert.deepEqual(resultsIn(played), [
    'src/\nsrc/a.js',
    'src/a.js:1: slow();',
    '"src/a.js" is written.',
  ]);
  assert.deepEqual(played.trace, [
    { kind: 'thought', text: 'Hm.' },
    { kind: 'tool', name: 'list_files', about: '.', outcome: 'begun' },
    { kind: 'tool', name: 'list_files', about: '.', outcome: 'done' },
    { kind: 'tool', name: 'search', about: 'slow', outcome: 'begun' },
    { kind: 'tool', name: 'search', about: 'slow', outcome: 'done' },
    { kind: 'said', text: 'I change it.' },
    { kind: 'usage', usage: { tokens: 70, cost: 0.01 } },
    { kind: 'tool', name: 'edit_file', about: 'src/a.js', outcome: 'begun' },
    { kind: 'tool', name: 'edit_file', about: 'src/a.js', outcome: 'done' },
    { kind: 'usage', usage: { tokens: 100, cost: 0.03 } },
    { kind: 'tool', name: 'finish', about: '', outcome: 'done' },
    { kind: 'said', text: 'It calls fast now.' },
  ]);
});

test('what is sent is the protocol: a prompt, the tools, calls with their results', async (t) => {
  const played = await play(t, [calling(['list_files', {}]), finishing()]);
  const [first, second] = played.asked;
  assert.equal(first?.method, 'POST');
  assert.equal(first.body.model, 'mock');
  assert.equal(first.body.stream, true);
  assert.deepEqual(first.body.stream_options, { include_usage: true });
  assert.deepEqual(
    first.body.messages.map(({ role }) => role),
    ['system', 'user'],
  );
  assert.equal(first.body.messages[1]?.content, 'Make it fast.\n');
  assert.deepEqual(
    first.body.tools.map((tool) => tool.function.name),
    ['list_files', 'read_file', 'search', 'edit_file', 'finish'],
  );
  const [call, result] = second?.body.messages.slice(2) ?? [];
  assert.equal(call?.tool_calls?.[0]?.function.name, 'list_files');
  assert.equal(result?.tool_call_id, call.tool_calls[0].id);
});

test('a model is told where files go, also those that it may leave out', async (t) => {
  const first = async (task: Partial<RoleTask>): Promise<string> => {
    const { asked } = await play(t, () => finishing('{}'), { task });
    return asked[0]?.body.messages[0]?.content ?? '';
  };
  const plan = [{ name: 'plan.json', schema: null }];
  const why = [{ name: 'why.md', schema: null }];
  const both = await first({ artifacts: plan, optional: why });
  assert.match(both, /You have to hand in plan\.json\. Where .* also hand in why\.md\./);
  assert.match(both, /create HONE_OUTPUT_DIR\/plan\.json with edit_file/);
  const maybe = await first({ optional: why });
  assert.match(maybe, /You need not hand in a file.* also hand in why\.md\./);
  assert.match(maybe, /create HONE_OUTPUT_DIR\/why\.md with edit_file/);
  const none = await first({});
  assert.match(none, /You need not hand in a file: the folder as you leave it is your result\.\n/);
});

test('what it was given can be read, what it hands in created; neither is in the folder', async (t) => {
  let given = '';
  const played = await play(
    t,
    (index) =>
      index === 0
        ? calling(
            ['read_file', { path: given }],
            [
              'edit_file',
              { path: 'HONE_OUTPUT_DIR/plan.json', action: 'create', new_text: '{"a": 1}' },
            ],
            ['edit_file', { path: 'HONE_OUTPUT_DIR/more', action: 'create', new_text: 'x' }],
            ['edit_file', { path: given, action: 'delete' }],
          )
        : finishing(),
    {
      task: PLAN,
      prepare: (_folder, root) => {
        given = join(root, 'output', 'inputs', 'given.json');
        mkdirSync(join(root, 'output', 'inputs'), { recursive: true });
        writeFileSync(given, '{"given": true}');
      },
    },
  );
  const { artifacts, unexpected } = succeeded(played);
  assert.deepEqual(artifacts, [{ name: 'plan.json', text: '{"a": 1}', from: 'file' }]);
  assert.deepEqual(unexpected, ['more']);
  const [read = '', , , removed = ''] = resultsIn(played);
  assert.match(read, /\n\{"given": true\}$/);
  assert.match(removed, /outside of what you may write/);
  assert.deepEqual(readdirSync(played.task.folder), []);
});

test('an end without what was asked for is refused with what is missing', async (t) => {
  const played = await play(
    t,
    [
      finishing('I am done.'),
      calling(
        ['edit_file', { path: 'HONE_OUTPUT_DIR/plan.json', action: 'create', new_text: '{}' }],
        ['finish', { summary: 'Now.' }],
      ),
    ],
    { task: PLAN },
  );
  assert.deepEqual(succeeded(played).artifacts, [{ name: 'plan.json', text: '{}', from: 'file' }]);
  assert.match(resultsIn(played)[0] ?? '', /plan\.json is missing/);
});

test('an end that is refused again and again is an error', async (t) => {
  const played = await play(t, [finishing('I am done.')], { task: PLAN });
  assert.match(failedWith(played), /plan\.json is missing/);
  assert.equal(played.asked.length, 3);
});

test('a model that only announces is asked once to do it; then its word is the end', async (t) => {
  const announces: Turn = { kind: 'answer', text: 'I will look at the files.' };
  const played = await play(t, [announces, calling(['list_files', {}]), finishing()]);
  assert.equal(succeeded(played).text, 'Done.');
  assert.match(played.asked[1]?.body.messages.at(-1)?.content ?? '', /done nothing yet/);
  const twice = await play(t, [announces]);
  assert.equal(succeeded(twice).text, announces.text);
  const afterWork = await play(t, [
    calling(['list_files', {}]),
    { kind: 'answer', text: 'That is all.' },
  ]);
  assert.equal(succeeded(afterWork).text, 'That is all.');
  assert.equal(afterWork.asked.length, 2);
});

test('a model that writes its calls into its text is told about, with what to do', async (t) => {
  for (const text of [
    '<tool_call>{"name": "list_files"}</tool_call>',
    '```json\n{"name": "read_file", "arguments": {"path": "a"}}\n```',
  ]) {
    const played = await play(t, [{ kind: 'answer', text }]);
    assert.match(failedWith(played), /writes its calls into its text.*tools enabled/);
  }
  const words = { kind: 'answer', text: 'The field "name": "parser" is never read.' } as const;
  assert.equal(succeeded(await play(t, [words])).text, words.text);
});

test('empty answers are reminded of, and too many of them are an error', async (t) => {
  const played = await play(t, [{ kind: 'answer' }, { kind: 'answer', text: ' \n' }, finishing()]);
  succeeded(played);
  const empty = await play(t, [{ kind: 'answer' }]);
  assert.match(failedWith(empty), /answered nothing, again and again/);
  assert.equal(empty.asked.length, 3);
});

test('an answer that was cut at its longest is told so', async (t) => {
  const played = await play(t, [{ kind: 'answer', text: 'And so', finish: 'length' }, finishing()]);
  succeeded(played);
  assert.match(played.asked[1]?.body.messages.at(-1)?.content ?? '', /was cut/);
});

test('arguments that are no JSON are told, and go back as something that is', async (t) => {
  const played = await play(t, [
    calling(['edit_file', '{"path": "a", "acti'], ['list_files', '']),
    finishing(),
  ]);
  succeeded(played);
  const [broken, listed] = resultsIn(played);
  assert.match(broken ?? '', /arguments of edit_file are no JSON: .*Make the call again/);
  assert.match(listed ?? '', /nothing in/);
  const calls = played.asked[1]?.body.messages.flatMap(({ tool_calls }) => tool_calls ?? []);
  assert.deepEqual(
    calls?.map((call) => call.function.arguments),
    ['{}', '{}'],
  );
});

test('calls that can not be understood end the work after a few in a row', async (t) => {
  const played = await play(t, [
    calling(['list_files', '{"path":'], ['list_files', {}]),
    calling(['no such/tool', {}], ['edit_file', { path: 'a' }], ['search', '[]']),
    calling(['read_file', { path: 7 }], ['read_file', 'null']),
  ]);
  assert.match(
    failedWith(played),
    /made 5 calls one after the other .*The last: .*made to call tools/,
  );
});

test('the same call with the same result ends the work, also in turns', async (t) => {
  const alone = await play(t, [calling(['list_files', {}])]);
  assert.match(failedWith(alone), /goes in circles: it called list_files 6 times/);
  assert.equal(alone.asked.length, 6);
  const turns = await play(t, (index) =>
    index % 2 === 0 ? calling(['list_files', {}]) : calling(['read_file', { path: 'a' }]),
  );
  assert.match(failedWith(turns), /goes in circles/);
  assert.equal(turns.asked.length, 11);
});

test('the same call after an edit is no circle', async (t) => {
  const played = await play(t, (index) =>
    index < 20
      ? calling(
          ['list_files', { path: '.' }],
          ['edit_file', { path: `f${index}`, action: 'create', new_text: '' }],
          ['edit_file', { path: `f${index}`, action: 'delete' }],
        )
      : finishing(),
  );
  succeeded(played);
});

test('there is a bound on rounds', async (t) => {
  const played = await play(t, (index) => calling(['list_files', { depth: index + 1 }]), {
    options: { limits: { roundsMax: 5 } },
  });
  assert.match(failedWith(played), /was not done after 5 answers/);
  assert.equal(played.asked.length, 5);
});

test('ids that a server gives twice, or not at all, are made distinct', async (t) => {
  const call = { name: 'list_files', arguments: {} };
  const played = await play(t, [
    {
      kind: 'answer',
      calls: [
        { ...call, id: 'x' },
        { ...call, id: 'x' },
      ],
    },
    { kind: 'answer', calls: [{ ...call, id: 'x', arguments: { depth: 1 } }], whole: true },
    { kind: 'answer', calls: [{ ...call, id: '', arguments: { depth: 2 } }], whole: true },
    finishing(),
  ]);
  succeeded(played);
  const messages = played.asked.at(-1)?.body.messages ?? [];
  const ids = messages.flatMap(({ tool_calls }) => tool_calls ?? []).map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  assert.deepEqual(
    messages.flatMap(({ tool_call_id }) => tool_call_id ?? []),
    ids,
  );
});

test('a budget of tokens ends the work between answers', async (t) => {
  const usage = { tokens: 60 };
  const played = await play(
    t,
    (index) => ({ ...calling(['list_files', { depth: index + 1 }]), usage }),
    { control: { budget: { tokensMax: 100, costMax: null } } },
  );
  assert.match(failedWith(played, 'E_BUDGET'), /120 tokens.*100/);
  assert.equal(played.asked.length, 2);
});

test('a budget of tokens ends an answer that is too long while it comes', async (t) => {
  const chunks = Array.from({ length: 500 }, () => part({ content: 'word '.repeat(100) }));
  const played = await play(t, [{ kind: 'raw', chunks, last: 'hang' }], {
    control: { budget: { tokensMax: 1_000, costMax: null } },
  });
  const message = failedWith(played, 'E_BUDGET');
  const about = Number(/about (\d+) tokens/.exec(message)?.[1]);
  assert.ok(about > 1_000 && about < 3_000, message);
});

test('a server that counts no tokens is held to an estimate, which is not reported', async (t) => {
  const played = await play(t, (index) => calling(['list_files', { depth: index + 1 }]), {
    control: { budget: { tokensMax: 5_000, costMax: null } },
  });
  assert.match(failedWith(played, 'E_BUDGET'), /about \d+ tokens/);
  assert.equal(played.trace.filter(({ kind }) => kind === 'usage').length, 0);
  const without = await play(t, [finishing()]);
  assert.equal(succeeded(without).usage, null);
});

test('a cost that is not reported can not be bounded, and is null', async (t) => {
  const played = await play(t, [{ ...finishing(), usage: { tokens: 10 } }], {
    control: { budget: { tokensMax: null, costMax: 0.01 } },
  });
  assert.deepEqual(succeeded(played).usage, { tokens: 10, cost: null });
});

/** A port that measures two benchmarks. */
function looking(measure: QuickLook['measure']): QuickLook {
  return { benchmarks: ['parse', 'print'], measure };
}

test('a model may look only so often, and only at what is in the suite', async (t) => {
  const looks = ['print', 'parse', 'nothing', 'print', 'print', 'print'];
  const seen: string[] = [];
  const measure = async (id: string): Promise<string> => {
    seen.push(id);
    return `look ${seen.length}`;
  };
  const script = [...looks.map((benchmark) => calling(['measure', { benchmark }])), finishing()];
  const played = await play(t, script, { options: { quickLook: looking(measure) } });
  succeeded(played);
  assert.deepEqual(seen, ['print', 'parse', 'print', 'print'], 'a wrong name costs none');
  const told = resultsIn(played);
  assert.match(told[2] ?? '', /needs "benchmark": one of parse, print/);
  assert.match(told[5] ?? '', /^All 4 quick looks are used\./);
});

test('the engine measures, and the model gets its text', async (t) => {
  const played = await play(t, [calling(['measure', {}]), finishing()], {
    options: { quickLook: looking(async (id) => `${id}: 0.9 of the base`) },
  });
  succeeded(played);
  assert.deepEqual(resultsIn(played), ['parse: 0.9 of the base\n[Quick looks left: 3]']);
});

test('a measurement that fails is told; one that is interrupted ends the work', async (t) => {
  const broken = new HoneError('E_COMMAND', 'It does not build.');
  const played = await play(t, [calling(['measure', {}]), finishing()], {
    options: { quickLook: looking(() => Promise.reject(broken)) },
  });
  succeeded(played);
  assert.deepEqual(resultsIn(played), ['It could not be measured: It does not build.']);
  const controller = new AbortController();
  const interrupted = await play(t, [calling(['measure', {}]), finishing()], {
    control: { signal: controller.signal },
    options: {
      quickLook: looking((_id, signal) => {
        controller.abort();
        return Promise.reject(new Error(`aborted: ${signal.aborted}`));
      }),
    },
  });
  failedWith(interrupted, 'E_INTERRUPTED');
});

test('work that takes too long ends at its timeout, also while it measures', async (t) => {
  const played = await play(t, [calling(['measure', {}])], {
    control: { timeoutMs: 100 },
    options: {
      quickLook: looking(
        (_id, signal) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => reject(new Error('aborted')));
          }),
      ),
    },
  });
  assert.match(failedWith(played), /was not done within 0\.1 s/);
  assert.ok(played.thrown instanceof TransientError && played.thrown.reason === 'timeout');
});

test('a folder that is gone is told to the model and is no crash', async (t) => {
  const played = await play(
    t,
    [
      calling(
        ['list_files', {}],
        ['read_file', { path: 'a' }],
        ['search', { pattern: 'x' }],
        ['edit_file', { path: 'a', action: 'create', new_text: '' }],
      ),
      finishing(),
    ],
    { prepare: (folder) => rmSync(folder, { recursive: true }) },
  );
  succeeded(played);
  assert.equal(existsSync(played.task.folder), false);
  for (const result of resultsIn(played)) {
    assert.match(result, /ENOENT/);
  }
});

test('the record of the conversation is for people, and bounded', async (t) => {
  const played = await play(t, [calling(['list_files', {}]), finishing('All good.')]);
  const log = logOf(played);
  for (const words of [
    /^\[system\]\nThe developer's model mock at http/,
    /\[prompt\]\nMake it fast/,
    /\[call list_files\]/,
    /\[result\]\nThere is nothing/,
    /\[end\]\ndone\n$/,
  ]) {
    assert.match(log, words);
  }
  const bounded = await play(t, [{ kind: 'answer', text: 'x'.repeat(100_000) }], {
    options: { limits: { logBytesMax: 5_000 } },
  });
  succeeded(bounded);
  assert.ok(logOf(bounded).length < 5_200);
  assert.match(logOf(bounded), /reached its bound/);
  assert.match(logOf(bounded), /\[end\]\ndone\n$/);
});

function readingMany(round: number): [string, unknown][] {
  return Array.from({ length: 900 }, (_, index) => ['read_file', { path: `${round}-${index}` }]);
}

test('the trace is bounded in texts and in events', async (t) => {
  const played = await play(t, (index) =>
    index < 6 ? { ...calling(...readingMany(index)), text: 'x'.repeat(9_000) } : finishing(),
  );
  succeeded(played);
  assert.equal(played.trace.length, 10_000);
  const [said] = played.trace;
  assert.ok(said?.kind === 'said' && said.text.length === 4_001);
});

test('the log of work that failed ends with why', async (t) => {
  const played = await play(t, [{ kind: 'status', status: 401, body: '' }]);
  assert.match(logOf(played), /\[end\]\n.*HTTP 401.*Check the key/);
});
