import assert from 'node:assert/strict';
import { test } from 'node:test';

import { HoneError } from '../../../src/base/index.ts';
import { readProfile } from '../../../src/profile/index.ts';
import { described, readText, readValue, stackOf } from './described.ts';

interface Node {
  readonly id: number;
  readonly callFrame: object;
  readonly children?: readonly number[];
  readonly positionTicks?: readonly { readonly line: number; readonly ticks: number }[];
}

function node(id: number, name: string, children: readonly number[] = [], extra = {}): Node {
  const made = name.startsWith('(') || name.startsWith('RegExp');
  const callFrame = {
    functionName: name,
    scriptId: made ? '0' : '9',
    url: made ? '' : 'file:///a.js',
    lineNumber: made ? -1 : id,
    columnNumber: made ? -1 : 4,
  };
  return { id, callFrame, children, ...extra };
}

const TREE = [
  node(1, '(root)', [2, 3, 4, 5]),
  node(2, '(program)'),
  node(3, '(garbage collector)'),
  node(4, '(idle)'),
  node(5, 'main', [6]),
  node(6, 'parse', [7]),
  node(7, 'RegExp: ^a+$'),
];

/** Deltas are to the sample before, so each sample here lasts as long as its own number says. */
function profile(samples: readonly (readonly [id: number, lastsUs: number])[], nodes = TREE) {
  const lasts = samples.map(([, us]) => us);
  return {
    nodes,
    startTime: 0,
    endTime: lasts.reduce((sum, us) => sum + us, 50),
    samples: samples.map(([id]) => id),
    timeDeltas: [50, ...lasts.slice(0, -1)],
  };
}

function refused(value: unknown): string {
  try {
    readValue(value);
  } catch (thrown) {
    assert.ok(thrown instanceof HoneError, String(thrown));
    assert.equal(thrown.code, 'E_FORMAT');
    return thrown.message;
  }
  assert.fail('it was read');
}

test('a sample lasts until the next, the last one for an interval, and the root is no frame', () => {
  const read = readValue(
    profile([
      [5, 1_000],
      [6, 900],
      [7, 1_100],
    ]),
  );
  assert.deepEqual([...read.samples.value], [1_000_000, 900_000, 900_000]);
  assert.deepEqual(stackOf(read, 2), ['main', 'parse', 'RegExp: ^a+$']);
  assert.deepEqual(
    read.frames.slice(0, 2).map(({ line, column }) => [line, column]),
    [
      [0, 0],
      [0, 0],
    ],
  );
  const main = read.frames.find(({ name }) => name === 'main');
  assert.deepEqual([main?.line, main?.column, main?.kind], [6, 5, 'js']);
});

test('what is longer than two intervals becomes (preempted), but not idling', () => {
  const read = readValue(
    profile([
      [5, 1_000],
      [5, 9_000],
      [4, 9_000],
      [5, 1_000],
      [5, 1_000],
    ]),
  );
  assert.deepEqual(described(read).top, [
    'idle (idle) 9000000',
    'preempted (preempted) 7000000',
    'js main 5000000',
  ]);
  assert.match(read.caveats.join(), /33\.3 % of the time .* interval of 1\.00 ms/);
  assert.deepEqual(stackOf(read, 2), ['(preempted)']);
});

test('an interval that is known wins over the median', () => {
  const samples = profile([
    [5, 3_000],
    [5, 3_000],
    [5, 3_000],
  ]);
  assert.equal(described(readValue(samples, { intervalNs: 1e6 })).top[0], 'js main 5000000');
  assert.equal(described(readValue(samples)).top[0], 'js main 9000000');
});

test('a garbage collection lies on the code before it, and alone after idling', () => {
  const samples: [number, number][] = [
    [6, 100],
    [3, 100],
    [2, 100],
    [3, 100],
    [4, 100],
    [3, 100],
  ];
  const read = readValue(profile(samples));
  assert.deepEqual(
    [1, 3, 5].map((index) => stackOf(read, index)),
    [
      ['main', 'parse', '(garbage collector)'],
      ['main', 'parse', '(garbage collector)'],
      ['(garbage collector)'],
    ],
  );
});

test('tells kinds by URL, script and name', () => {
  const kinds = [
    ['RegExp: a', '', '0', 'builtin'],
    ['join', '', '0', 'builtin'],
    ['made', '', '12', 'js'],
    ['read', 'node:fs', '3', 'runtime'],
    ['f', 'wasm://wasm/1', '8', 'native'],
    ['(program)', '', '0', 'native'],
    ['constructor', '', '0', 'builtin'],
    ['(idle)', 'file:///a.js', '5', 'js'],
  ];
  const nodes = kinds.map(([functionName, url, scriptId], index) => ({
    id: index + 2,
    callFrame: { functionName, url, scriptId, lineNumber: index, columnNumber: 0 },
  }));
  const root = { ...node(1, '(root)'), children: nodes.map(({ id }) => id) };
  const read = readValue(
    profile(
      nodes.map(({ id }) => [id, 100]),
      [root, ...nodes],
    ),
  );
  assert.deepEqual(
    kinds.map(([name]) => read.frames.find((frame) => frame.name === name)?.kind),
    kinds.map(([, , , kind]) => kind),
  );
});

function eleven(part: readonly number[]): number {
  return part.filter((line) => line === 11).length;
}

test('spreads the lines of a node over its samples as its ticks are', () => {
  const ticks = [
    { line: 11, ticks: 30 },
    { line: 12, ticks: 10 },
  ];
  const nodes = [node(1, '(root)', [2]), node(2, 'main', [], { positionTicks: ticks })];
  const samples = Array.from({ length: 40 }, (): [number, number] => [2, 100]);
  const lines = [...(readValue(profile(samples, nodes)).samples.line ?? [])];
  assert.ok(Math.abs(eleven(lines) - 30) <= 1, `${eleven(lines)} of 40`);
  assert.ok(Math.abs(eleven(lines.slice(0, 20)) - 15) <= 1, `${eleven(lines.slice(0, 20))} of 20`);
});

test('sorts samples whose time runs backwards', () => {
  const value = {
    ...profile([
      [5, 1],
      [6, 1],
      [2, 1],
    ]),
    timeDeltas: [50, 300, -200],
    endTime: 400,
  };
  const read = readValue(value, { intervalNs: 1e9 });
  assert.deepEqual(
    [0, 1, 2].map((index) => stackOf(read, index).at(-1)),
    ['main', '(program)', 'parse'],
  );
  assert.deepEqual([...read.samples.value], [100_000, 200_000, 50_000]);
  assert.match(read.caveats.join(), /have been sorted/);
});

test('nodes on a circle and samples of missing nodes are counted, not followed', () => {
  const nodes = [node(1, '(root)', [2]), node(2, 'main'), node(3, 'a', [4]), node(4, 'b', [3])];
  const read = readValue(
    profile(
      [
        [2, 100],
        [3, 100],
        [99, 100],
      ],
      nodes,
    ),
  );
  assert.deepEqual(described(read).top, ['unknown (unknown) 200000', 'js main 100000']);
  assert.match(read.caveats.join(' '), /on a circle .*: 2\..*missing, which count .*: 2\./);
});

test('a recursion of 100,000 calls is read without recursion', () => {
  const depth = 100_000;
  const nodes = Array.from({ length: depth }, (_, index) =>
    node(index + 1, index === 0 ? '(root)' : 'dive', index + 1 < depth ? [index + 2] : []),
  ).map((each) => ({ ...each, callFrame: { ...each.callFrame, lineNumber: 1 } }));
  const read = readValue(
    profile(
      [
        [depth, 100],
        [depth, 100],
      ],
      nodes,
    ),
  );
  assert.equal(described(read).depth, depth - 1);
});

test('numbers beyond sense are left out or taken for the interval', () => {
  const value = profile([
    [5, 100],
    [5, 100],
    [5, 100],
    [5, 100],
  ]);
  const text = JSON.stringify({ ...value, timeDeltas: [50, 100, null, 'x'] }).replace(
    'null',
    '1e400',
  );
  assert.match(readText(text).caveats.join(), /Samples without a time, .*: 2\./);
  const far = { ...value, timeDeltas: [50, 100, 1e15, 100] };
  assert.match(readValue(far).caveats.join(), /longer than 104 days: 1\./);
});

test('ids that are far apart cost no memory, and two equal ones are refused', () => {
  const nodes = [node(1, '(root)', [2 ** 52]), node(2 ** 52, 'main')];
  assert.equal(
    described(
      readValue(
        profile(
          [
            [2 ** 52, 100],
            [2 ** 52, 100],
          ],
          nodes,
        ),
      ),
    ).top[0],
    'js main 200000',
  );
  assert.match(
    refused(profile([[5, 100]], [node(5, 'a'), node(5, 'b')])),
    /two nodes with the id 5/,
  );
  assert.match(refused({ ...profile([[5, 100]]), nodes: [{ id: 1 }, 7] }), /node 1 of 2 has no id/);
});

test('a profile without samples is refused with what to do', () => {
  assert.match(
    refused({ nodes: TREE, startTime: 0, endTime: 1, samples: [] }),
    /no samples.*shorter/,
  );
  assert.match(refused(profile([[5, 0]])), /without any sample that counts/);
});

test('gives the URLs of scripts, and names files of allocations by them', () => {
  const cpu = readProfile(
    new TextEncoder().encode(
      JSON.stringify(
        profile([
          [5, 9],
          [5, 9],
        ]),
      ),
    ),
    { name: 'a' },
  );
  assert.deepEqual([...cpu.scripts], [['9', 'file:///a.js']]);
  const leaf = { ...node(2, 'main', []), children: [], selfSize: 64 };
  const head = {
    ...node(1, '(root)'),
    selfSize: 0,
    children: [{ ...leaf, callFrame: { ...leaf.callFrame, url: '' } }],
  };
  const heap = readProfile(new TextEncoder().encode(JSON.stringify({ head })), {
    name: 'b',
    scripts: cpu.scripts,
  });
  assert.equal(heap.profiles[0]?.profile.frames[0]?.file, 'file:///a.js');
});

test('takes the thread from the caller', () => {
  const bytes = new TextEncoder().encode(
    JSON.stringify(
      profile([
        [5, 9],
        [5, 9],
      ]),
    ),
  );
  const read = readProfile(bytes, { name: 'a', thread: { pid: 7, ppid: 3, tid: 2, main: false } });
  assert.deepEqual(read.profiles[0]?.profile.threads, [
    { pid: 7, ppid: 3, tid: 2, name: '', main: false, startNs: 0, endNs: 68_000 },
  ]);
});
