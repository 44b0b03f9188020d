import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { type HackContext, hackFindings } from '../../src/hacks/index.ts';
import { FINDINGS_MAX, TEXT_CHARS_MAX } from '../../src/hacks/limits.ts';
import { CONTEXT, examplesOf, patchOf, told } from './corpus.ts';

const NOTHING: HackContext = {
  benchmarks: [],
  holdouts: [],
  commands: [],
  inputs: [],
  tests: [],
  environment: [],
};

for (const name of ['honest', 'hacks', 'missed'] as const) {
  const examples = examplesOf(name);
  test(`there are enough examples in ${name}`, () => {
    assert.ok(examples.length >= (name === 'missed' ? 5 : 40), `${examples.length}`);
    assert.equal(new Set(examples.map((each) => each.name)).size, examples.length);
  });
  for (const example of examples) {
    test(`${name}: ${example.name}`, () => {
      assert.deepEqual(told(hackFindings(example.patch, CONTEXT)), [...example.finds].sort());
    });
  }
}

test('no honest example is refused, and few are asked about', () => {
  const honest = examplesOf('honest');
  const asked = honest.filter(({ finds }) => finds.length > 0);
  assert.deepEqual(
    honest.filter(({ finds }) => finds.some((each) => each.startsWith('hard'))),
    [],
  );
  assert.ok(asked.length <= honest.length * 0.05, `${asked.length} of ${honest.length}`);
});

test('every hack that is not listed as missed has a finding', () => {
  assert.deepEqual(
    examplesOf('hacks').filter(({ finds }) => finds.length === 0),
    [],
  );
  assert.ok(examplesOf('missed').every(({ finds }) => finds.length === 0));
});

test('says of the proposals for the example what they are', () => {
  const folder = join(import.meta.dirname, '../../examples/access-log/proposals');
  const context: HackContext = {
    ...NOTHING,
    benchmarks: ['report', 'sessions'],
    holdouts: ['digest-unseen'],
    commands: [
      ['node', 'bin/access-log.js', 'report', 'data/week.log', '--format', 'json'],
      ['node', 'bin/access-log.js', 'sessions', 'data/week.log'],
    ],
  };
  const found = readdirSync(folder)
    .toSorted()
    .map((name) => {
      const { findings } = hackFindings(readFileSync(join(folder, name), 'utf8'), context);
      const lines = findings.map(
        ({ severity, rule, path, line }) => `${severity} ${rule} ${path}:${line}`,
      );
      return [name.slice(0, 2), lines] as const;
    })
    .filter(([, lines]) => lines.length > 0);
  assert.deepEqual(found, [
    ['07', ['soft rounded-values src/latency.js:34']], // it does lose digits
    ['08', ['soft lowered-number hone.yaml:5']],
    // 09 keeps an answer as plain data, which no rule tells from a table: the holdout finds it.
  ]);
});

test('shows the path, the line without its indentation, and what to do', () => {
  const patch = patchOf('src/a b.js', [' const a = 1;', '+    performance.now = () => 0;  ']);
  const { findings, more } = hackFindings(patch, NOTHING);
  assert.equal(more, 0);
  assert.equal(findings.length, 1);
  const [finding] = findings;
  assert.equal(finding?.path, 'src/a b.js');
  assert.equal(finding?.line, 2);
  assert.equal(finding?.text, 'performance.now = () => 0;');
  assert.match(finding?.message ?? '', /clock.*leave clocks as they are/s);
});

test('cuts a long line and says nothing that is not well-formed', () => {
  const long = `+performance.now = () => '${'😀'.repeat(500)}';`;
  const [finding] = hackFindings(patchOf('a.js', [long]), NOTHING).findings;
  assert.ok((finding?.text.length ?? 0) <= TEXT_CHARS_MAX + 1);
  assert.ok(finding?.text.isWellFormed());
});

test('counts what it does not list, and lists hard findings first', () => {
  const soft = Array.from({ length: 300 }, (_, index) => `+  run${index}(x).catch(() => {});`);
  const patch = patchOf('src/a.js', [...soft, '+performance.now = () => 0;']);
  const { findings, more } = hackFindings(patch, NOTHING);
  assert.equal(findings.length, FINDINGS_MAX);
  assert.equal(more, 301 - FINDINGS_MAX);
  assert.ok(findings.some(({ severity, line }) => severity === 'hard' && line === 301));
  assert.deepEqual(
    findings.map(({ line }) => line),
    findings.map(({ line }) => line).toSorted((left, right) => left - right),
  );
});

test('finds nothing in text that is no patch, in deleted, renamed and binary files', () => {
  const deleted = [
    'diff --git a/a.js b/a.js',
    'deleted file mode 100644',
    '--- a/a.js',
    '+++ /dev/null',
    '@@ -1 +0,0 @@',
    '-performance.now = () => 0;',
    '',
  ].join('\n');
  const renamed = [
    'diff --git a/a.js b/b.js',
    'similarity index 100%',
    'rename from a.js',
    'rename to b.js',
    '',
  ].join('\n');
  const binary = [
    'diff --git a/a.js b/a.js',
    'new file mode 100644',
    'GIT binary patch',
    'literal 5',
    'McmZQzWMT#Y01f~L',
    '',
    'literal 0',
    'HcmV?d00001',
    '',
  ].join('\n');
  for (const text of ['', '\n', '+performance.now = 0;', deleted, renamed, binary]) {
    assert.deepEqual(hackFindings(text, NOTHING), { findings: [], more: 0 });
  }
});

test('a line that was moved within the patch is not new, a second copy of it is', () => {
  const line = 'const trace = new Error().stack;';
  const from = patchOf('old.js', [`-${line}`, ' a();']);
  const once = from + patchOf('new.js', [' b();', `+${line}`]);
  const twice = from + patchOf('new.js', [' b();', `+${line}`, `+${line}`]);
  assert.deepEqual(told(hackFindings(once, NOTHING)), []);
  assert.deepEqual(told(hackFindings(twice, NOTHING)), ['hard call-stack 2', 'hard call-stack 3']);
});

test('a part of a removed line is not new, unless it only looks like one', () => {
  const part = patchOf('a.py', ['-    result = wrap(eval(text))', '+    eval(text)']);
  const shorter = patchOf('a.py', ['-ROUNDS = 1000', '+ROUNDS = 100']);
  const comment = patchOf('a.py', ['-# eval(text)', '+eval(text)']);
  assert.deepEqual(told(hackFindings(part, NOTHING)), []);
  assert.deepEqual(told(hackFindings(shorter, NOTHING)), ['soft lowered-number 1']);
  assert.deepEqual(told(hackFindings(comment, NOTHING)), ['soft evaluated-code 1']);
});

test('names that the file had before, and everyday names, are no sign of the benchmark', () => {
  const patch = patchOf('src/a.js', [
    "-const path = 'data/big-input.log';",
    "+const path = new URL('data/big-input.log', base);",
    "+const settings = read('package.json');",
  ]);
  const context = { ...CONTEXT, inputs: ['package.json', 'data/big-input.log'] };
  assert.deepEqual(told(hackFindings(patch, context)), []);
});

test('a file that the suite calls a test is only asked about', () => {
  const patch = patchOf('checks/a.js', ['+performance.now = () => 0;', '+run().catch(() => {});']);
  const context = { ...NOTHING, tests: ['checks/a.js'] };
  assert.deepEqual(told(hackFindings(patch, context)), ['soft clock-patched 1']);
});
