import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  Function as Called,
  Line,
  Location,
  Mapping,
  Profile as Pprof,
  Sample,
  StringTable,
  ValueType,
} from 'pprof-format';

import { readProfile } from '../../../src/profile/index.ts';
import { described, readText, readValue, stackOf } from './described.ts';

test('folded stacks: marks of async-profiler and names with blanks, brackets and digits', () => {
  const read = readText(
    'java/lang/Thread.run_[j];Main.loop_[j];write_[k] 3\nmain;operator new(unsigned long) 7\n' +
      'main;std::vector<int, a> 2 1\n',
  );
  assert.deepEqual(stackOf(read, 0), ['java/lang/Thread.run', 'Main.loop', 'write']);
  assert.deepEqual(stackOf(read, 1), ['main', 'operator new(unsigned long)']);
  assert.deepEqual(stackOf(read, 2), ['main', 'std::vector<int, a> 2']);
  assert.deepEqual(described(read).top, [
    'js operator new(unsigned long) 7',
    'native write 3',
    'js std::vector<int, a> 2 1',
  ]);
});

test('folded stacks: lines without a count are named, up to where the file is something else', () => {
  const read = readText(
    'a;b 3\n# made by x\na;b\na;c 4\na;d 1\na;e 2\na;f 1\na;g 1\na;h 1\na;i 9\na;j 1\n',
  );
  assert.match(read.caveats.join(), /no stack with a count: 1, the first is line 3, "a;b"/);
  assert.equal(described(read).total, 23);
});

test('perf: several events are several profiles, and threads keep their names', () => {
  const read = readProfile(
    new TextEncoder().encode(
      '# captured on: today\n' +
        'my app 10/11 [001] 1.5: 250 cycles:u: \n\t ab f+0x1 (/bin/app)\n\t ac main+0x2 (/bin/app)\n\n' +
        'my app 10/10 [000] 1.6: 100 cpu-clock:\n\t ab g (inlined)\n\t ab [unknown] ([unknown])\n\n' +
        'swapper     0 [000] 1.7: 50 cpu-clock:          ffff default_idle ([kernel.kallsyms])\n\n',
    ),
    { name: 'a' },
  );
  assert.deepEqual(
    read.profiles.map(({ title, profile }) => [
      title,
      profile.unit,
      described(profile).threads,
      described(profile).top,
    ]),
    [
      ['cycles', 'count', ['10/11 my app'], ['native f 250']],
      [
        'cpu-clock',
        'ns',
        ['10/0 my app main', '0/0 swapper main'],
        ['native g 100', 'idle default_idle 50'],
      ],
    ],
  );
});

test('perf: JavaScript, builtins, collector and compiler of V8 are told apart', () => {
  const symbols = [
    ['JS:*walk file:///a/b.mjs:12:20', 'js walk file:///a/b.mjs:12:20'],
    ['JS:~ /srv/with space/x.js:1:1', 'js (anonymous) /srv/with space/x.js:1:1'],
    ['LazyCompile:*next node:fs:4:2', 'runtime next node:fs:4:2'],
    ['Builtins_ArrayMap', 'builtin ArrayMap /usr/bin/node:0:0'],
    ['Builtins_InterpreterEntryTrampoline', 'runtime InterpreterEntryTrampoline /usr/bin/node:0:0'],
    ['v8::internal::Scavenger::Process', 'gc v8::internal::Scavenger::Process /usr/bin/node:0:0'],
    [
      'v8::internal::compiler::Pipeline',
      'compile v8::internal::compiler::Pipeline /usr/bin/node:0:0',
    ],
    ['uv_run', 'runtime uv_run /usr/bin/node:0:0'],
    ['main', 'native main /usr/bin/node:0:0'],
  ];
  const text = symbols.map(
    ([symbol]) => `node 1 1.0: 1 cpu-clock:\n\t 1f ${symbol}+0x3 (/usr/bin/node)\n\n`,
  );
  const { frames } = readText(text.join(''));
  assert.deepEqual(
    frames.map(({ kind, name, file, line, column }) => `${kind} ${name} ${file}:${line}:${column}`),
    symbols.map(([, expected]) => expected),
  );
});

test('callgrind: self cost is divided between callers as the cost of their calls', () => {
  const read = readText(
    'version: 1\npositions: line\nevents: Ir\n\nfl=(1) a.c\nfn=(1) main\n10 5\ncfn=(2) work\n' +
      'calls=1 20\n12 75\ncfn=(3) help\ncalls=2 30\n+1 40\n\nfn=(3)\n30 15\ncfn=(2)\ncalls=1 20\n* 25\n\n' +
      'fn=(2)\n20 60\n+1 40\nfi=(2) inline.h\n7 8\nfe=(1)\n22 2\ncalls=1 20\n22 50\n',
  );
  const { total, top, lines } = described(read, 9);
  assert.equal(total, 130);
  assert.deepEqual(top, ['native work 110', 'native help 15', 'native main 5']);
  assert.deepEqual(lines.slice(0, 2), ['work:20 60', 'work:21 40']);
  const byCaller = new Map<string, number>();
  read.samples.value.forEach((value, index) => {
    const stack = stackOf(read, index).join(';');
    byCaller.set(stack, (byCaller.get(stack) ?? 0) + value);
  });
  assert.equal(Math.round(byCaller.get('main;work') ?? 0), 83); // 110 × 75 / 100
  assert.equal(Math.round(byCaller.get('help;work') ?? 0), 28);
  assert.match(read.caveats.join(), /no whole stacks/);
});

test('callgrind: units of Xdebug are time and memory', () => {
  const text =
    'creator: xdebug 3\npositions: line\nevents: Time_(10ns) Memory_(bytes)\n\nfl=a.php\nfn={main}\n3 7 2048\n';
  const read = readProfile(new TextEncoder().encode(text), { name: 'a' });
  assert.deepEqual(
    read.profiles.map(({ profile }) => [
      profile.unit,
      described(profile).total,
      profile.frames[0]?.kind,
    ]),
    [
      ['ns', 70, 'js'],
      ['bytes', 2048, 'js'],
    ],
  );
});

test('traces: whole events nest, ends close the last begin, a missing bracket is allowed', () => {
  const events = [
    { ph: 'M', name: 'thread_name', pid: 1, tid: 1, args: { name: 'main' } },
    { ph: 'X', name: 'inner', ts: 2, dur: 3, pid: 1, tid: 1 },
    { ph: 'X', name: 'outer', ts: 0, dur: 10, pid: 1, tid: 1 },
    { ph: 'B', name: 'a', ts: 0, pid: 1, tid: 2 },
    { ph: 'B', name: 'b', ts: 4, pid: 1, tid: 2 },
    { ph: 'E', name: 'b', ts: 6, pid: 1, tid: 2 },
    { ph: 'B', name: 'c', ts: 6, pid: 1, tid: 2 },
    { ph: 'E', name: 'c', ts: 7, pid: 1, tid: 2 },
    { ph: 'E', ts: 9, pid: 1, tid: 2 },
    { ph: 'E', ts: 9, pid: 1, tid: 2 },
    { ph: 'X', name: 'never', ts: 1, dur: -4, pid: 1, tid: 2 },
  ];
  const read = readText(JSON.stringify(events).slice(0, -1));
  assert.deepEqual(described(read, 9).top, [
    'js outer 7000',
    'js a 6000',
    'js inner 3000',
    'js b 2000',
    'js c 1000',
  ]);
  assert.match(read.caveats.join(), /was not closed/);
  assert.match(read.caveats.join(), /end what never began: 2\./);
});

test('speedscope: events that close what is not open, or go back in time, are left out', () => {
  const read = readValue({
    shared: { frames: [{ name: 'a' }, { name: 'b' }] },
    profiles: [
      {
        type: 'evented',
        unit: 'none',
        startValue: 0,
        endValue: 10,
        events: [
          { type: 'O', frame: 0, at: 0 },
          { type: 'C', frame: 1, at: 1 },
          { type: 'O', frame: 1, at: 2 },
          { type: 'O', frame: 5, at: 2 },
          { type: 'O', frame: 1, at: 1 },
          { type: 'C', frame: 0, at: 6 },
        ],
      },
    ],
  });
  assert.deepEqual(described(read).top, ['js b 4', 'js a 2']);
  assert.match(read.caveats.join(), /: 3\./);
});

test('Firefox: stacks on a circle, freed memory and missing frames are counted', () => {
  const read = readValue({
    meta: { interval: 2 },
    threads: [
      {
        stringArray: ['a'],
        samples: { stack: [0, 1, 2, 3, 0], weight: [1, 1, 1, 1, -1], weightType: 'samples' },
        stackTable: { prefix: [null, 2, 1, 0], frame: [0, 0, 0, 7] },
        frameTable: { func: [0] },
        funcTable: { name: [0], isJS: [true] },
      },
    ],
  });
  assert.deepEqual(described(read).top, ['js a 2000000', 'unknown (unknown) 2000000']);
  assert.match(read.caveats.join(' '), /circle .*: 2\. .*negative .*: 3\./);
});

/** A profile as Go writes it: inlined functions, code without symbols, a default type. */
function goProfile(values: readonly (number | bigint)[][]): Uint8Array {
  const strings = new StringTable();
  const text = (word: string) => strings.dedup(word);
  return new Pprof({
    stringTable: strings,
    sampleType: [
      new ValueType({ type: text('samples'), unit: text('count') }),
      new ValueType({ type: text('cpu'), unit: text('milliseconds') }),
      new ValueType({ type: text('alloc_space'), unit: text('bytes') }),
    ],
    defaultSampleType: text('cpu'),
    sample: values.map((value) => new Sample({ locationId: [2, 1], value: [...value] })),
    mapping: [new Mapping({ id: 1, filename: text('/srv/app') })],
    location: [
      new Location({ id: 1, mappingId: 1, line: [new Line({ functionId: 1, line: 9 })] }),
      new Location({
        id: 2,
        mappingId: 1,
        line: [new Line({ functionId: 3, line: 31 }), new Line({ functionId: 2, line: 22 })],
      }),
    ],
    function: [
      new Called({ id: 1, name: text('main.main'), filename: text('main.go'), startLine: 5 }),
      new Called({ id: 2, name: text('main.outer'), filename: text('main.go'), startLine: 20 }),
      new Called({
        id: 3,
        name: text('runtime.mallocgc'),
        filename: text('malloc.go'),
        startLine: 30,
      }),
    ],
  }).encode();
}

test('pprof: the default type comes first, inlined functions are frames, negatives are left out', () => {
  const read = readProfile(
    goProfile([
      [2, 20, 0],
      [1, -10n, 512],
    ]),
    { name: 'cpu.pb' },
  );
  assert.deepEqual(
    read.profiles.map(({ title, profile }) => [title, profile.unit, described(profile).total]),
    [
      ['cpu', 'ns', 20_000_000],
      ['samples', 'count', 3],
      ['alloc_space', 'bytes', 512],
    ],
  );
  const first = read.profiles[0]?.profile;
  assert.ok(first !== undefined);
  assert.deepEqual(stackOf(first, 0), ['main.main', 'main.outer', 'runtime.mallocgc']);
  assert.deepEqual(described(first).lines, ['runtime.mallocgc:31 20000000']);
  assert.deepEqual(described(first).top, ['runtime runtime.mallocgc 20000000']);
  assert.match(first.caveats.join(), /negative or too large: 1\./);
});

test('pprof: a number without an end is found before the decoder meets it', () => {
  const whole = goProfile([[2, 20, 0]]);
  const endless = new Uint8Array(whole.length + 2_000_000).fill(0xff);
  endless.set(whole);
  endless[whole.length] = 9 << 3;
  assert.throws(
    () => readProfile(endless, { name: 'a' }),
    /no whole pprof profile: it breaks .* byte/,
  );
  assert.throws(() => readProfile(whole.subarray(0, -3), { name: 'a' }), /cut off: .* byte \d+ of/);
});
