import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';

import { type Candidate, type Detected, parseConfig, renderConfig } from '../../src/suite/index.ts';
import { joinedWords } from '../../src/suite/index.ts';
import { detectIn } from './detect/repository.ts';

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
// A NUL can't be in a file name or a command.
const odd = fc
  .string({ unit: 'binary', maxLength: 20 })
  .filter((one) => !one.includes('\0') && one.isWellFormed());
const words = fc.tuple(
  text.filter((one) => one.trim() !== ''),
  fc.array(odd, { maxLength: 4 }),
);
const command = words.map(([first, rest]) => joinedWords([first, ...rest]));

const candidates: fc.Arbitrary<Candidate[]> = fc
  .array(
    fc.record({
      run: command,
      shell: fc.constant(false),
      evidence: odd,
      cwd: fc.constantFrom('.', 'a', 'a b/ü'),
      output: fc.constantFrom('same' as const, 'ignore' as const),
      confidence: fc.constantFrom('high' as const, 'medium' as const, 'low' as const),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((all) => all.map((one, index) => ({ ...one, id: `b${index}` })));

const commands = fc.array(fc.record({ run: command, shell: fc.boolean(), evidence: odd }), {
  maxLength: 3,
});

test('any detected suite becomes a hone.yaml that is understood and means the same', () => {
  const detected: fc.Arbitrary<Detected> = fc.record({
    setup: commands,
    test: commands,
    benchmarks: candidates,
    frozen: fc.constantFrom([], ['a/**'], ['we[ird]/{x}.js', '!bang']),
    write: fc.constantFrom([], ['src/**', 'x y.js']),
    notes: fc.array(odd),
  });
  fc.assert(
    fc.property(detected, (one) => {
      const rendered = renderConfig(one);
      const parsed = parseConfig(rendered, 'hone.yaml');
      assert.ok(parsed.kind === 'ok', `${JSON.stringify(parsed)}\n${rendered}`);
      const likely = one.benchmarks.filter(({ confidence }) => confidence !== 'low');
      const active = likely.length > 0 ? likely : one.benchmarks;
      const runs = parsed.suite.benchmarks.map(({ run }) =>
        run.kind === 'words' ? joinedWords(run.words) : run.text,
      );
      assert.deepEqual(
        runs,
        active.map(({ run }) => run),
      );
      assert.equal(parsed.suite.setup.length, one.setup.length);
    }),
    { numRuns: 300 },
  );
});

test('whatever files a repository has, what is detected can be written and read', () => {
  const name = fc.oneof(
    fc.constantFrom('package.json', 'Cargo.toml', 'go.mod', 'pyproject.toml', 'Makefile'),
    fc.constantFrom('CMakeLists.txt', '.github/workflows/ci.yml', 'requirements.txt', 'uv.lock'),
    fc
      .tuple(
        fc.constantFrom('bench/', 'src/', 'tests/', 'perf/', ''),
        text.filter((one) => !one.includes('/') && one.trim() !== ''),
        fc.constantFrom('.js', '.py', '.sh', '_test.go', '.rs', '.test.ts'),
      )
      .map((parts) => parts.join('')),
  );
  const content = fc.oneof(
    odd,
    fc.constantFrom(
      '{"scripts":{"bench":"node x.js {a}","test":"x","bench:{b}":"y | z"},"bin":{"a b":"./c d.js"}}',
      'bench:\n\techo\ntest:\n',
      'func BenchmarkX(b *testing.B) {',
      'run: npm test\n- run: make bench',
      '[package]\nname = "x\\"y"\n',
    ),
  );
  fc.assert(
    fc.property(fc.dictionary(name, content, { maxKeys: 8 }), (files) => {
      const detected = detectIn(files);
      const parsed = parseConfig(renderConfig(detected), 'hone.yaml');
      const expected = detected.benchmarks.length > 0 ? 'ok' : 'invalid';
      assert.equal(parsed.kind, expected, JSON.stringify(parsed));
    }),
    { numRuns: 500 },
  );
});
