import assert from 'node:assert/strict';
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Errors } from 'typebox/value';

import { ImportDocument } from '../../src/model/index.ts';
import { assertRefused, hone, inPlace } from './spawn-hone.ts';

const FIXTURES = join(import.meta.dirname, '..', 'fixtures', 'import');
const HYPERFINE = join(FIXTURES, 'hyperfine', '1.15.json');
const GO = join(FIXTURES, 'go', '1.19.txt');
const PYTEST = join(FIXTURES, 'pytest-benchmark', '3.2.2.json');

test(
  'a file with several commands is compared with its first, and never passes a gate',
  inPlace(async (place) => {
    const { code, stdout, stderr } = await hone(place, place.root, ['import', HYPERFINE]);
    assert.equal(code, 3, stderr);
    assert.equal(stderr, '');
    assert.match(stdout, /^hyperfine\n {2}\/bin\/echo one {2}wall {2}1\.04 ms {2}\(n = 5\)/);
    assert.match(stdout, /\/bin\/ls \/tmp \/ \/bin\/echo one\n {4}wall .* inconclusive/);
  }),
);

test(
  'two files are compared benchmark by benchmark, and the formats are recognised by content',
  inPlace(async (place) => {
    for (const [file, tool] of [
      [GO, 'go'],
      [PYTEST, 'pytest-benchmark'],
    ] as const) {
      const again = join(place.root, `again-${tool}`);
      copyFileSync(file, again);
      const args = ['import', file, again, '--json', '-'];
      const { code, stdout, stderr } = await hone(place, place.root, args);
      assert.equal(code, 3, stderr);
      const { results, comparisons } = JSON.parse(stdout);
      assert.deepEqual(
        results.map((result: { format: string }) => result.format),
        [tool, tool],
      );
      assert.ok(comparisons.length > 0);
    }
  }),
);

test(
  'the JSON goes to standard output or to a file, and never over the results of another tool',
  inPlace(async (place) => {
    const file = join(place.root, 'out.json');
    const dash = await hone(place, place.root, ['import', HYPERFINE, '--json', '-']);
    const alone = await hone(place, place.root, ['import', HYPERFINE, '--json']);
    const written = await hone(place, place.root, ['import', HYPERFINE, '--json', file]);
    assert.equal(dash.stdout, alone.stdout);
    assert.equal(readFileSync(file, 'utf8'), dash.stdout);
    assert.deepEqual([...Errors(ImportDocument, JSON.parse(dash.stdout))], []);
    assert.match(written.stdout, /^hyperfine\n/);
    const old = join(place.root, 'old.json');
    copyFileSync(HYPERFINE, old);
    const over = await hone(place, place.root, ['import', '--json', old, HYPERFINE]);
    assertRefused(over, /old\.json holds a benchmark tool's results/);
    assert.equal(readFileSync(old, 'utf8'), readFileSync(HYPERFINE, 'utf8'));
  }),
);

test(
  'what was read and how it compares goes to Markdown, CSV and a page too',
  inPlace(async (place) => {
    const [markdown, html] = [join(place.root, 'r.md'), join(place.root, 'r.html')];
    const args = ['import', HYPERFINE, '--markdown', markdown, '--html', html, '--csv', '-'];
    const { code, stdout, stderr } = await hone(place, place.root, args);
    assert.equal(code, 3, stderr);
    assert.match(stdout, /^source,tool,benchmark,metric,unit,sample,value,n\r\n/);
    assert.equal(stdout.match(/,\/bin\/echo one,wall,ns,\d+,\d/g)?.length, 5);
    assert.match(readFileSync(markdown, 'utf8'), /\/bin\/ls \/tmp \/ \/bin\/echo one \| wall \|/);
    assert.match(readFileSync(html, 'utf8'), /^<!doctype html>.*<svg.*\/bin\/ls \/tmp/s);
    const over = await hone(place, place.root, ['import', HYPERFINE, '--csv', HYPERFINE]);
    assertRefused(over, /--csv would write over it\. Name another/);
  }),
);

const BAD: readonly (readonly [string, string | Buffer, readonly string[], RegExp])[] = [
  ['an empty file', '', [], /results is not recognised: it looks like an empty file/],
  ['a file that is cut off', '{"results": [{', [], /results is cut off.*write the file again/],
  ['another JSON file', '{"a": 1}', [], /results is not recognised.*JSON object with "a"/],
  ['binary data', Buffer.from([0, 255, 254, 1, 0, 7]), [], /binary data/],
  ['an unknown format', '[]', ['--format', 'hyperfin'], /"hyperfin".*Did you mean hyperfine/],
  ['another format than it is said to be', 'PASS\n', ['--format', 'jmh'], /results/],
  ['an unknown base', readFileSync(HYPERFINE), ['--base', 'nobody'], /nobody.*\/bin\/echo one/s],
];

for (const [name, content, flags, message] of BAD) {
  test(
    `${name} can't be imported, which is said in one paragraph`,
    inPlace(async (place) => {
      writeFileSync(join(place.root, 'results'), content);
      const args = ['import', 'results', ...flags];
      assertRefused(await hone(place, place.root, args), message);
      assert.deepEqual(readdirSync(place.root).sort(), ['results', 'tmp']);
    }),
  );
}

test(
  'a file that is not there is named',
  inPlace(async (place) => {
    assertRefused(await hone(place, place.root, ['import', 'no.json']), /no\.json.*that exists/);
  }),
);
