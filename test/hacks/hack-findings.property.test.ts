import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import * as fc from 'fast-check';

import { hackFindings } from '../../src/hacks/index.ts';
import { CONTEXT, examplesOf, patchOf } from './corpus.ts';

const examples = [...examplesOf('honest'), ...examplesOf('hacks')];
const sourceLines = examples.flatMap(({ patch }) => patch.split('\n'));
const paths = fc.constantFrom('a.js', 'b.py', 'c.go', 'd.rs', 'e.c', 'F.java', 'g.rb', 'h.sh', 'i');

// Added lines of hacks stand in every second place, so that a property is never about nothing.
const addedByHacks = examplesOf('hacks').flatMap(({ patch }) =>
  patch.split('\n').filter((line) => line.startsWith('+') && !line.startsWith('+++')),
);

const markedLines = fc.array(
  fc.oneof(
    { arbitrary: fc.constantFrom(...addedByHacks), weight: 3 },
    fc.constantFrom(...sourceLines.filter((line) => /^[ +-]/.test(line))),
    fc.string({ unit: 'binary', maxLength: 30 }).map((text) => `+${text.replaceAll('\n', '')}`),
    fc.constantFrom('+/*', '+*/', '+"""', "+'''", '+`${', '+}`', '+=begin', '+r#"', "+'", '+"'),
  ),
  { minLength: 1, maxLength: 40 },
);

test('takes any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      hackFindings(text, CONTEXT);
    }),
  );
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...sourceLines), { maxLength: 60 }), (lines) => {
      hackFindings(lines.join('\n'), CONTEXT);
    }),
  );
});

test('points at added lines that are there', () => {
  let found = 0;
  fc.assert(
    fc.property(paths, markedLines, (path, lines) => {
      const added = lines.filter((line) => !line.startsWith('-'));
      for (const finding of hackFindings(patchOf(path, lines), CONTEXT).findings) {
        found += 1;
        const line = added[finding.line - 1] ?? '';
        assert.equal(finding.path, path);
        assert.ok(line.startsWith('+'), line);
        const text = line.slice(1).replace(/\r$/, '').trim();
        assert.ok(text.toWellFormed().startsWith(finding.text.slice(0, -1)));
      }
    }),
    { numRuns: 300 },
  );
  assert.ok(found > 30, `${found}`);
});

test('finds the same in whatever order the files come', () => {
  const byPath = fc.uniqueArray(fc.tuple(paths, markedLines), {
    selector: ([path]) => path,
    minLength: 2,
    maxLength: 5,
  });
  fc.assert(
    fc.property(byPath, (files) => {
      const patches = files.map(([path, lines]) => patchOf(path, lines));
      assert.deepEqual(
        hackFindings(patches.join(''), CONTEXT),
        hackFindings(patches.toReversed().join(''), CONTEXT),
      );
    }),
  );
});

test('finds a hack wherever honest code stands around it', () => {
  const hack = 'performance.now = () => 0;';
  const honest = fc.constantFrom(
    '+const total = rows.length / 2;',
    '+const text = "it\'s \\" quoted";',
    '+const pattern = /["\'`/*]+/.test(x);',
    '+// don\'t "stop" here `',
    '+/* one line */ const a = 1;',
    '+const name = `a ${b("}")} c`;',
    ' const kept = x / y / z;',
  );
  fc.assert(
    fc.property(fc.array(honest), fc.array(honest), (before, after) => {
      const lines = [...before, `+${hack}`, ...after];
      const { findings } = hackFindings(patchOf('a.js', lines), CONTEXT);
      assert.deepEqual(
        findings.map(({ rule, line }) => `${rule} ${line}`),
        [`clock-patched ${before.length + 1}`],
      );
    }),
  );
});

test('every repetition in a rule is bounded, so that no line takes long', () => {
  const folder = join(import.meta.dirname, '../../src/hacks/rules');
  const files = globSync('*.ts', { cwd: folder });
  assert.ok(files.length > 10);
  for (const name of files) {
    const text = readFileSync(join(folder, name), 'utf8').replaceAll(/\/\*\*[^]*?\*\//g, '');
    for (const line of text.split('\n').filter((each) => !/^\s*['"]|^\s*\/\//.test(each))) {
      const unbounded = /(?:\\[wsdWSD]|[\])]|(?<!\\)\.)[*+](?![^/]*['"])/.exec(line);
      const isKnown = name === 'pattern.ts' || /split\(/.test(line);
      assert.ok(unbounded === null || isKnown, `${name}: ${line}`);
    }
  }
});
