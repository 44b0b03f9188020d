import assert from 'node:assert/strict';
import { test } from 'node:test';

import { type CodeSpans, type Profile, withInlinedCode } from '../../src/profile/index.ts';
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
