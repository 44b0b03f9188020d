import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';

import * as fc from 'fast-check';

import { HoneError } from '../../../src/base/index.ts';
import { PROFILE_FORMATS, readProfile } from '../../../src/profile/index.ts';
import { described } from './described.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures/profiles');
const captured = readdirSync(FIXTURES)
  .filter((name) => name !== 'README.md' && name !== 'programs')
  .map((name) => {
    const bytes = readFileSync(join(FIXTURES, name));
    return { name, bytes: new Uint8Array(name.endsWith('.gz') ? gunzipSync(bytes) : bytes) };
  });

/** The message of the refusal; anything but a HoneError fails the test. */
function refusal(bytes: Uint8Array, options: object = {}): string {
  try {
    readProfile(bytes, { name: 'some.profile', ...options });
  } catch (thrown) {
    assert.ok(thrown instanceof HoneError, String(thrown));
    assert.equal(thrown.code, 'E_FORMAT');
    assert.ok(thrown.message.startsWith('some.profile '), thrown.message);
    return thrown.message;
  }
  return assert.fail('it was read');
}

const utf8 = (text: string) => new TextEncoder().encode(text);

const REFUSED: readonly (readonly [what: string, bytes: Uint8Array, why: RegExp])[] = [
  ['an empty file', utf8(''), /is empty/],
  ['white space', utf8(' \n\t\n'), /looks like nothing but white space/],
  ['another text', utf8('hello there\nhow are you\n'), /text that begins with "hello there"/],
  ['a web page', utf8('<!doctype html><p>1</p>'), /text that begins with "<!doctype/],
  ['another JSON object', utf8('{"a":1,"b":2}'), /a JSON object with "a", "b"/],
  ['a JSON array', utf8('[1,2]'), /a JSON array of 2 values/],
  ['JSON that is cut off', utf8('{"nodes":[{"id":1,'), /is cut off: its JSON ends after 18/],
  ['JSON that is broken', utf8('{"nodes":[1,}'), /is broken JSON: "}" at line 1, column 13/],
  ['binary data', Uint8Array.of(1, 2, 3, 0, 255, 254), /binary data/],
  ['gzip without a way to unpack', new Uint8Array(gzipSync('{}')), /packed with gzip.*gunzip/],
  ['zstd', Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 1), /packed with zstd/],
  ['a recording of perf', utf8('PERFILE2\0\0'), /perf script -i/],
  ['a recording of the JVM', utf8('FLR\0\0\0'), /jfrconv/],
  ['two counts', utf8('a;b 10 20\na;c 3 4\n'), /two counts on each line.*difffolded/],
  [
    'a callgrind file without costs',
    utf8('# callgrind format\nevents: Ir\nfn=a\n'),
    /without any sample/,
  ],
  [
    'Firefox before processing',
    utf8('{"meta":{},"threads":[{"samples":{"schema":{}}}]}'),
    /save it there/,
  ],
  [
    'a thread without tables',
    utf8('{"meta":{},"threads":[{"samples":{"stack":[0]}}]}'),
    /no stringArray in threads\[0\]/,
  ],
  [
    'an unknown type in speedscope',
    utf8('{"shared":{"frames":[]},"profiles":[{"type":"x"}]}'),
    /type "x", at profiles\[0\]/,
  ],
  ['a trace without time', utf8('[{"ph":"M","ts":0}]'), /Chrome trace without any sample/],
  ['a heap snapshot by force', utf8('{"snapshot":{}}'), /a JSON object with "snapshot"/],
];

for (const [what, bytes, why] of REFUSED) {
  test(`refuses ${what} and says so`, () => {
    assert.match(refusal(bytes), why);
  });
}

test('a file that is forced to another format is refused, never a crash', () => {
  for (const format of PROFILE_FORMATS) {
    for (const { name, bytes } of captured) {
      try {
        readProfile(bytes, { name, format });
      } catch (thrown) {
        assert.ok(thrown instanceof HoneError, `${name} as ${format}: ${String(thrown)}`);
      }
    }
  }
});

test('JSON longer than a string can be is refused before it is decoded', () => {
  const bytes = new Uint8Array(536_870_888);
  bytes.set(utf8('{"nodes":['));
  assert.match(refusal(bytes), /JSON file of 512 MiB.*at most 511 MiB/);
});

function inflate(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(gunzipSync(bytes));
}

test('packed files go through the function that was handed in, once', () => {
  const inner = utf8('main;walk 3\n');
  const once = new Uint8Array(gzipSync(inner));
  assert.equal(readProfile(once, { name: 'a', inflate }).format, 'folded');
  assert.match(refusal(new Uint8Array(gzipSync(once)), { inflate }), /gzip twice/);
});

test('text that is no UTF-8 is read with a caveat', () => {
  const bytes = Uint8Array.of(...utf8('main;na'), 0xef, 0xff, ...utf8('ve 3\nmain 2\n'));
  const profile = readProfile(bytes, { name: 'a' }).profiles[0]?.profile;
  assert.deepEqual(profile?.caveats, [
    'Some of its text is no UTF-8; the bytes concerned were replaced.',
  ]);
  assert.equal(profile.samples.value.length, 2);
});

test('files that are cut anywhere are refused or read, and never crash or hang', () => {
  fc.assert(
    fc.property(fc.constantFrom(...captured), fc.nat(), ({ name, bytes }, seed) => {
      cutOrBroken(name, bytes.subarray(0, seed % bytes.length));
    }),
    { numRuns: 200 },
  );
});

test('files with a few other bytes are refused or read, and never crash or hang', () => {
  const change = fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }));
  fc.assert(
    fc.property(
      fc.constantFrom(...captured),
      fc.array(change, { minLength: 1, maxLength: 5 }),
      ({ name, bytes }, changes) => {
        const changed = bytes.slice();
        for (const [at, byte] of changes) {
          changed[at % changed.length] = byte;
        }
        cutOrBroken(name, changed);
      },
    ),
    { numRuns: 200 },
  );
});

/** Reads what may be broken; what is read has to hold together. */
function cutOrBroken(name: string, bytes: Uint8Array): void {
  try {
    for (const { profile } of readProfile(bytes, { name }).profiles) {
      described(profile);
    }
  } catch (thrown) {
    assert.ok(thrown instanceof HoneError, `${name}: ${String(thrown)}`);
  }
}

test('stacks of 100,000 frames are read in every format that can hold them', () => {
  const depth = 100_000;
  const indices = Array.from({ length: depth }, (_, index) => index);
  const frames = `${'dive;'.repeat(depth - 1)}dive`;
  const perf = `app 7 1.0: 5 cpu-clock:\n${'\t 11 dive+0x1 (/a)\n'.repeat(depth)}\n`;
  const speedscope = {
    shared: { frames: [{ name: 'dive' }] },
    profiles: [{ type: 'sampled', unit: 'none', samples: [indices.map(() => 0)], weights: [1] }],
  };
  const trace = indices.map((at) => ({ ph: 'B', name: 'dive', ts: at, pid: 1, tid: 1 }));
  const tree = `${'{"callFrame":{"functionName":"dive"},"selfSize":1,"children":['.repeat(depth)}${']}'.repeat(depth)}`;
  const firefox = {
    meta: { interval: 1 },
    threads: [
      {
        stringArray: ['dive'],
        samples: { stack: [depth - 1] },
        stackTable: { prefix: indices.map((at) => at - 1), frame: indices.map(() => 0) },
        frameTable: { func: [0] },
        funcTable: { name: [0], isJS: [true] },
      },
    ],
  };
  const texts = {
    folded: `${frames} 3\n`,
    perf,
    speedscope: JSON.stringify(speedscope),
    trace: JSON.stringify([...trace, { ph: 'E', name: 'dive', ts: depth, pid: 1, tid: 1 }]),
    heap: `{"head":${tree}}`,
    firefox: JSON.stringify(firefox),
  };
  for (const [name, text] of Object.entries(texts)) {
    const profile = readProfile(utf8(text), { name }).profiles[0]?.profile;
    assert.equal(profile === undefined ? 0 : described(profile).depth, depth, name);
  }
});
