import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import {
  type CodeSpans,
  type Profile,
  readProfile,
  withInlinedCode,
} from '../../src/profile/index.ts';
import { functionSpans } from '../../src/detectors/index.ts';
import { madeProfile } from './analyse/made-profile.ts';

const MAIN = `import { weigh } from './weigh.js';
function add(a, b) {
  return a + b;
}
export function caller(list) {
  let sum = 0;
  list.forEach((one) => {
    sum = add(sum, one);
  });
  return weigh(sum);
}
`;

const WEIGH = `//











export function weigh(value) {
  return value * 2;
}
`;

function codeOf(files: Readonly<Record<string, string>>): (file: string) => CodeSpans | null {
  const known = new Map<string, CodeSpans | null>();
  return (file) => {
    const text = files[file];
    const spans = text === undefined ? null : functionSpans(file, text);
    const loads = spans?.loads.map((name) => name.replace('./', '/')) ?? [];
    const found = known.get(file) ?? (spans === null ? null : { ...spans, loads });
    known.set(file, found);
    return found;
  };
}

/** Self time of each function, by name. */
function selfTimes({ samples, frames, stackFrame }: Profile): Record<string, number> {
  const times: Record<string, number> = {};
  samples.stack.forEach((stack, index) => {
    const { name = '', file = '' } = frames[stackFrame[stack] ?? 0] ?? {};
    const label = `${name} ${file}`.trim();
    times[label] = (times[label] ?? 0) + (samples.value[index] ?? 0);
  });
  return times;
}

const CALLER = ['caller@/main.js:5:23'];

test('a line of another function counts for that function, also of another file', () => {
  const profile = madeProfile([
    { stack: CALLER, value: 1, line: 6 },
    { stack: CALLER, value: 2, line: 3 },
    { stack: CALLER, value: 4, line: 14 },
    { stack: CALLER, value: 8, line: 8 },
    { stack: CALLER, value: 16, line: 7 },
    { stack: CALLER, value: 32 },
    { stack: [...CALLER, 'builtin:forEach'], value: 64 },
  ]);
  const after = withInlinedCode(profile, codeOf({ '/main.js': MAIN, '/weigh.js': WEIGH }));
  assert.deepEqual(selfTimes(after), {
    'caller /main.js': 1 + 16 + 32, // its own line, one that it shares, and one that is not known
    'add /main.js': 2,
    'weigh /weigh.js': 4,
    '(anonymous) /main.js': 8,
    forEach: 64,
  });
  const add = after.frames.find(({ name }) => name === 'add');
  assert.deepEqual([add?.line, add?.column], [2, 13], 'where V8 says that it begins');
  assert.equal(after.stackParent.length, profile.stackParent.length + 3);
  assert.ok(after.stackParent.every((parent, stack) => parent < stack));
});

test('a function that was also seen on its own stays one', () => {
  const own = 'add@/main.js:2:13';
  const profile = madeProfile([
    { stack: [own], value: 1, line: 3 },
    { stack: CALLER, value: 2, line: 3 },
  ]);
  const after = withInlinedCode(profile, codeOf({ '/main.js': MAIN }));
  assert.equal(after.frames.length, profile.frames.length);
  assert.deepEqual(selfTimes(after), { 'add /main.js': 3 });
});

test('what several functions could be, or none, is told apart from the function', () => {
  const one = 'function one() {\n\n  return 1;\n}\n';
  const files = {
    '/main.js': `import './b.js';\nfunction caller() { return one(); }\n`,
    '/b.js': one,
    '/c.js': one,
  };
  const caller = ['caller@/main.js:2:16'];
  const profile = madeProfile([
    { stack: caller, value: 1, line: 3 },
    { stack: caller, value: 2, line: 99 },
    { stack: ['one@/c.js:1:13'], value: 4, line: 3 },
    { stack: ['other@/unread.js:1:1'], value: 8, line: 99 },
  ]);
  assert.deepEqual(selfTimes(withInlinedCode(profile, codeOf(files))), {
    '(inlined)': 3,
    'one /c.js': 4,
    'other /unread.js': 8,
  });
});

test('the nearest of several callees is meant, and nothing else than V8 is touched', () => {
  const files = {
    '/main.js': 'function caller() { near(); }\nfunction far() {\n}\n',
    '/near.js': 'function near() {\n  far();\n}\n',
    '/far.js': 'function far() {\n  1;\n}\n',
  };
  const samples = [
    { stack: ['caller@/main.js:1:16'], value: 1, line: 2 },
    { stack: ['near@/near.js:1:14'], value: 2, line: 1 },
    { stack: ['far@/far.js:1:13'], value: 4, line: 1 },
  ];
  const profile = madeProfile(samples);
  assert.equal(selfTimes(withInlinedCode(profile, codeOf(files)))['near /near.js'], 3);
  const perf = { ...profile, source: 'perf' as const };
  assert.equal(withInlinedCode(perf, codeOf(files)), perf);
  const without = { ...profile, samples: { ...profile.samples, line: null } };
  assert.equal(withInlinedCode(without, codeOf(files)), without);
});

test('a function with a callback on the same line gets that line, and its callback all others', () => {
  const text = `function caller() { find(); }

function find() {
  return list.find((one) => one === wanted);
}
function each() {
  list.forEach((one) => {
    use(one);
  });
}
const both = { find, each };
function other() { return caller() + each(); }
`;
  const profile = madeProfile([
    { stack: ['caller@/main.js:1:16'], value: 1, line: 4 },
    { stack: ['other@/main.js:12:15'], value: 2, line: 4 },
    { stack: ['other@/main.js:12:15'], value: 4, line: 8 },
  ]);
  const after = withInlinedCode(profile, codeOf({ '/main.js': text }));
  assert.deepEqual(chainsOf(after), [
    ['caller', 'find'],
    ['other', 'caller', 'find'],
    ['other', 'each', '(anonymous)'],
  ]);
});

test('of several calls that lead to a function none is made up', () => {
  const text = `function caller() { return one() + two(); }

function one() { return leaf(); }
function two() { return leaf(); }
function leaf() {
  return 1;
}
`;
  const profile = madeProfile([{ stack: ['caller@/main.js:1:16'], value: 1, line: 6 }]);
  const after = withInlinedCode(profile, codeOf({ '/main.js': text }));
  assert.deepEqual(chainsOf(after), [['caller', 'leaf']]);
});

for (const version of [20, 24]) {
  test(`what Node ${version} recorded of inlined functions comes back to them, with its callers`, () => {
    const fixtures = join(import.meta.dirname, '..', 'fixtures', 'profiles');
    const name = `node${version}-inlined.cpuprofile`;
    const [read] = readProfile(readFileSync(join(fixtures, name)), { name }).profiles;
    assert.ok(read !== undefined);
    const folder = 'file:///srv/app/';
    const programs = ['inlined.cjs', 'inlined-parts.cjs'].map((program) => {
      const text = readFileSync(join(fixtures, 'programs', program), 'utf8');
      const { functions, loads } = functionSpans(program, text) ?? { functions: [], loads: [] };
      return [
        folder + program,
        { functions, loads: loads.map((one) => folder + one.slice(2)) },
      ] as const;
    });
    const spans: ReadonlyMap<string, CodeSpans> = new Map(programs);
    const spansOf = (file: string) => spans.get(file) ?? null;
    const after = withInlinedCode(read.profile, spansOf);
    const [before, now] = [read.profile, after].map(ownShares);
    assert.ok((before?.['outer'] ?? 0) > 0.4, 'V8 charges the caller');
    assert.equal(before?.['leaf'], undefined);
    assert.ok((now?.['outer'] ?? 1) < 0.05);
    assert.ok((now?.['leaf'] ?? 0) > 0.2);
    assert.ok((now?.['place'] ?? 0) > 0.04);
    assert.equal(now?.['(inlined)'], undefined);
    const chains = new Set(chainsOf(after).map((chain) => chain.slice(-3).join(' ')));
    assert.ok(chains.has('outer middle leaf'), 'through the one that calls it');
    assert.ok(chains.has('outer middle small'), 'whose callers V8 knows by itself');
  });
}

/** The functions of each sample's stack, outermost first. */
function chainsOf({ samples, frames, stackFrame, stackParent }: Profile): string[][] {
  return [...samples.stack].map((innermost) => {
    const chain: string[] = [];
    for (let stack = innermost; stack >= 0; stack = stackParent[stack] ?? -1) {
      chain.unshift(frames[stackFrame[stack] ?? 0]?.name ?? '');
    }
    return chain;
  });
}

/** Parts of all time that functions take themselves, by name. */
function ownShares({ samples, frames, stackFrame }: Profile): Record<string, number> {
  const whole = samples.value.reduce((sum, value) => sum + value, 0);
  const shares: Record<string, number> = {};
  samples.stack.forEach((stack, index) => {
    const { name = '' } = frames[stackFrame[stack] ?? 0] ?? {};
    shares[name] = (shares[name] ?? 0) + (samples.value[index] ?? 0) / whole;
  });
  return shares;
}
