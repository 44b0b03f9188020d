import { modelExecutor } from '../../../src/agent/model/model-executor.ts';
import type { Behaviour } from '../behaviour.ts';
import { executorContract } from '../executor-contract.ts';
import { event, mockServer, part, type Turn } from './mock-server.ts';
import { calling, finishing } from './model-setup.ts';

const MANY_AT_ONCE = 1_000;

/** Acts a behaviour out: the turn for the request of that number. */
function turnOf(behaviour: Behaviour, index: number): Turn {
  switch (behaviour.kind) {
    case 'edits': {
      const { path, text, says, usage } = behaviour;
      const create = ['edit_file', { path, action: 'create', new_text: text }] as const;
      return index === 0
        ? { ...calling(create), usage: { tokens: 1_000, cost: 0.125 } }
        : { ...finishing(says), usage: { tokens: usage.tokens - 1_000, cost: usage.cost - 0.125 } };
    }
    case 'edits-nothing':
      return { kind: 'answer', text: behaviour.says };
    case 'hands-in': {
      const path = `HONE_OUTPUT_DIR/${behaviour.name}`;
      return index === 0
        ? calling(['edit_file', { path, action: 'create', new_text: behaviour.text }])
        : { kind: 'answer', text: behaviour.says };
    }
    case 'edits-many':
      return manyEdits(behaviour.files, index * MANY_AT_ONCE);
    case 'hangs':
      return index === 0 ? calling(['list_files', {}]) : { kind: 'hang' };
    case 'dies':
      return index === 0
        ? calling(['list_files', {}])
        : { kind: 'raw', chunks: [part({ content: 'I was about to' })], last: 'cut' };
    case 'floods':
      return {
        kind: 'raw',
        chunks: endless('', part({ content: 'more ' }).repeat(50)),
        last: 'end',
      };
    case 'floods-one-line':
      return { kind: 'raw', chunks: endless('data: {"choices": "', 'x'.repeat(999)), last: 'end' };
    case 'breaks-json':
      return brokenTurn(index);
    case 'spends-tokens': {
      const usage = { tokens: behaviour.tokensEach };
      return { ...calling(['list_files', { depth: index + 1 }]), usage };
    }
    case 'spends-money': {
      const usage = { tokens: 10, cost: behaviour.costEach };
      return { ...calling(['list_files', { depth: index + 1 }]), usage };
    }
    case 'fills-disk': {
      const text = 'full\n'.repeat(60_000);
      const path = index === 0 ? 'full' : `full-${index}`;
      return index < 5
        ? calling(['edit_file', { path, action: 'create', new_text: text }])
        : finishing();
    }
    case 'leaves-daemon':
    case 'asks-permission':
    case 'deletes-folder':
      throw new Error('a model can not do that');
  }
}

function manyEdits(files: number, done: number): Turn {
  const count = Math.min(MANY_AT_ONCE, files - done);
  return count <= 0
    ? finishing()
    : {
        ...calling(
          ...Array.from({ length: count }, (_, index): [string, unknown] => [
            'edit_file',
            { path: `many/${done + index}`, action: 'create', new_text: 'x' },
          ]),
        ),
        whole: true,
      };
}

function brokenTurn(index: number): Turn {
  const turns: readonly Turn[] = [
    calling(['list_files', '{"path": ']),
    { kind: 'raw', chunks: [event('{"choices": [{"del')], last: 'end' },
    { kind: 'status', status: 200, body: '{"choices": [{"mess' },
    calling(['list_files', '[1, 2]'], ['no_such_tool', {}]),
    finishing(),
  ];
  return turns[Math.min(index, turns.length - 1)] ?? finishing();
}

function* endless(first: string, next: string): Generator<string> {
  yield first;
  for (;;) {
    yield next;
  }
}

executorContract(
  'model',
  async (behaviour) => {
    const server = await mockServer((index) => turnOf(behaviour, index));
    const executor = modelExecutor({
      url: server.url,
      model: 'mock',
      key: 'sk-contract-0123456789',
      wait: () => Promise.resolve(),
      limits: behaviour.kind.startsWith('floods') ? { answerBytesMax: 600_000 } : {},
    });
    return { executor, close: server.close };
  },
  {
    never: {
      'leaves-daemon': 'a model has no process of its own; run-tool.test.ts holds its commands',
      'asks-permission': 'its tools are all that it may do, so it asks for nothing',
      'deletes-folder': 'none of its tools removes a folder',
      contain: 'it has no command line; run-tool.test.ts holds that its commands are contained',
    },
  },
);
