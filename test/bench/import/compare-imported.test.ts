import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Value } from 'typebox/value';

import {
  compareAlternatives,
  compareImported,
  type ImportedResult,
  importResults,
} from '../../../src/bench/import/index.ts';
import { BenchmarkComparison } from '../../../src/model/index.ts';
import { fixture, imported } from './importer-contract.ts';

const OPTIONS = { confidence: 0.95, minEffect: 0.02 };

const hyperfineOf = (
  path: string,
  times: Readonly<Record<string, readonly number[]>>,
): ImportedResult => {
  const results = Object.entries(times).map(([command, list]) => ({
    command,
    mean: 1,
    times: list,
  }));
  const [result] = importResults([{ path, text: JSON.stringify({ results }) }]);
  assert.ok(result);
  return result;
};
const SLOW = [10, 10.1, 10.2, 9.9, 10.05, 10.15, 9.95, 10.12];
const FAST = SLOW.map((time) => time / 2);

test('shows the ratio but never calls it a change, however clear it looks', () => {
  const [comparison] = compareImported(
    hyperfineOf('old.json', { sort: SLOW }),
    [hyperfineOf('new.json', { sort: FAST })],
    OPTIONS,
  );
  assert.ok(comparison);
  const [candidate] = comparison.candidates;
  const wall = candidate?.metrics['wall'];
  assert.equal(wall?.verdict, 'inconclusive');
  assert.equal(wall?.pValue, null);
  assert.match(wall?.reason ?? '', /one after the other/);
  assert.ok(Math.abs((wall?.ratio?.estimate ?? 0) - 0.5) < 0.01);
  assert.ok((wall?.ratio?.hi ?? 1) < 0.52);
  assert.equal(wall?.base.median, 10.075e9);
  assert.equal(candidate?.name, 'new.json');
  assert.equal(candidate?.notes[0]?.code, 'not-interleaved');
  assert.match(candidate?.notes[0]?.advice ?? '', /hone compare/);
});

test('writes what the schema of hone compare allows, for every format', () => {
  for (const path of [
    'hyperfine/1.15.json',
    'hyperfine/2.0-shape.json',
    'google-benchmark/1.7.1-repetitions.json',
    'google-benchmark/1.7.1-aggregates.json',
    'go/1.19.txt',
    'jmh/1.37-shape.json',
    'pytest-benchmark/3.2.2.json',
    'tinybench/6.2.3.json',
    'mitata/1.0.34-samples.json',
  ]) {
    const comparisons = compareImported(imported(path), [imported(path)], OPTIONS);
    assert.ok(comparisons.length > 0);
    for (const comparison of comparisons) {
      assert.ok(Value.Check(BenchmarkComparison, JSON.parse(JSON.stringify(comparison))), path);
      for (const metric of Object.values(comparison.candidates[0]?.metrics ?? {})) {
        assert.equal(metric.verdict, 'inconclusive');
      }
    }
  }
});

test('claims the time on the clock and reports the others beside it', () => {
  const result = imported('hyperfine/2.0-shape.json');
  const metrics = compareImported(result, [result], OPTIONS)[0]?.candidates[0]?.metrics ?? {};
  assert.deepEqual(
    Object.entries(metrics).map(([name, { claimed }]) => [name, claimed]),
    [
      ['wall', true],
      ['cpu', false],
      ['rss', false],
      ['instructions', false],
    ],
  );
});

const reasonOf = (result: ImportedResult): string => {
  const wall = compareImported(result, [result], OPTIONS)[0]?.candidates[0]?.metrics['wall'];
  assert.equal(wall?.ratio, null);
  return wall?.reason ?? '';
};

test('gives no ratio where there are too few samples, or samples of 0, and says so', () => {
  const few = hyperfineOf('few.json', { sort: [1, 2, 3] });
  assert.match(reasonOf(few), /3 and 3 samples are too few/);
  assert.match(reasonOf(hyperfineOf('zero.json', { sort: [0, ...SLOW] })), /samples of 0/);
});

test('tells the figures of summaries in a note, because they have no interval', () => {
  const [base, candidate] = [imported('tinybench/6.2.3.json'), imported('tinybench/6.2.3.json')];
  const [comparison] = compareImported(base, [candidate], OPTIONS);
  assert.deepEqual(comparison?.candidates[0]?.metrics, {});
  const note = comparison?.candidates[0]?.notes.find(({ code }) => code === 'summary-only');
  assert.match(note?.text ?? '', /median 10240 against 10240 ns, ratio 1\.000/);
});

test('takes two results of one benchmark each together, whatever their names', () => {
  const [comparison] = compareImported(
    hyperfineOf('a.json', { './old': SLOW }),
    [hyperfineOf('b.json', { './new': FAST })],
    OPTIONS,
  );
  assert.equal(comparison?.benchmark, './old');
  const codes = comparison?.candidates[0]?.notes.map(({ code }) => code);
  assert.deepEqual(codes, ['not-interleaved', 'renamed']);
});

test('says which benchmarks only one side has', () => {
  const comparisons = compareImported(
    hyperfineOf('a.json', { sort: SLOW, gone: SLOW }),
    [hyperfineOf('b.json', { sort: FAST, added: FAST })],
    OPTIONS,
  );
  assert.equal(comparisons.length, 1);
  const texts = comparisons[0]?.candidates[0]?.notes.map(({ text }) => text).join('\n') ?? '';
  assert.match(texts, /lacks "gone wall"/);
  assert.match(texts, /alone has "added wall"/);
});

test('refuses results with nothing in common and says what each has', () => {
  assert.throws(
    () =>
      compareImported(
        hyperfineOf('a.json', { a: SLOW, b: SLOW }),
        [hyperfineOf('b.json', { c: FAST, d: FAST })],
        OPTIONS,
      ),
    { code: 'E_USAGE', message: /a\.json has "a wall", "b wall"; b\.json has "c wall", "d wall"/ },
  );
});

test('warns of different tools and machines, once for each candidate', () => {
  const base = imported('go/1.19.txt');
  const other = { ...base, tool: 'other', context: { ...base.context, cpu: 'slower one' } };
  const comparisons = compareImported(base, [other], OPTIONS);
  const codes = comparisons.flatMap(({ candidates }) =>
    candidates.flatMap(({ notes }) => notes.map(({ code }) => code)),
  );
  assert.equal(codes.filter((code) => code === 'different-tools').length, 1);
  assert.equal(codes.filter((code) => code === 'different-machines').length, 1);
  assert.equal(codes.filter((code) => code === 'not-interleaved').length, comparisons.length);
});

test('names candidates from files of one name apart', () => {
  const result = hyperfineOf('a.json', { sort: SLOW });
  const [comparison] = compareImported(result, [result, result], OPTIONS);
  assert.deepEqual(
    comparison?.candidates.map(({ name }) => name),
    ['a.json (2)', 'a.json (3)'],
  );
});

test('compares the commands of one file with the first of them', () => {
  const [comparison, ...rest] = compareAlternatives(
    hyperfineOf('both.json', { './old': SLOW, './new': FAST, './newer': FAST }),
    OPTIONS,
  );
  assert.deepEqual(rest, []);
  assert.equal(comparison?.benchmark, null);
  assert.equal(comparison?.base.name, './old');
  assert.deepEqual(
    comparison?.candidates.map(({ name }) => name),
    ['./new', './newer'],
  );
});

test('names the rows of a parameter scan by their parameters where the names are equal', () => {
  const text = JSON.stringify({
    results: ['1', '2'].map((n) => ({ command: 'sum', mean: 1, times: SLOW, parameters: { n } })),
  });
  const [result] = importResults([{ path: 'scan.json', text }]);
  assert.ok(result);
  const [comparison] = compareAlternatives(result, OPTIONS);
  assert.equal(comparison?.base.name, 'sum n=1');
  assert.equal(comparison?.candidates[0]?.name, 'sum n=2');
});

test('another command of the file can be the base', () => {
  const both = hyperfineOf('both.json', { './old': SLOW, './new': FAST });
  const [comparison] = compareAlternatives(both, OPTIONS, './new');
  assert.equal(comparison?.base.name, './new');
  assert.deepEqual(
    comparison?.candidates.map(({ name }) => name),
    ['./old'],
  );
  assert.throws(() => compareAlternatives(both, OPTIONS, './nwe'), {
    code: 'E_USAGE',
    message: /both\.json has no benchmark "\.\/nwe"\. It has "\.\/old", "\.\/new"\./,
  });
});

test('a benchmark of the file without a common metric is named and left out', () => {
  const [result] = importResults([fixture('jmh/1.37-shape.json')]);
  assert.ok(result);
  const [comparison] = compareAlternatives(result, OPTIONS);
  const notes = comparison?.candidates.flatMap((candidate) => candidate.notes) ?? [];
  const left = notes.filter(({ code }) => code === 'not-compared').map(({ text }) => text);
  assert.ok(left.some((text) => /mode=thrpt.* have no metric in common with/.test(text)));
  assert.ok(
    left.some((text) => text.endsWith('lacks "allocated".')),
    left.join(),
  );
});

test('refuses to compare one benchmark with itself', () => {
  const [result] = importResults([fixture('hyperfine/1.15-failing.json')]);
  assert.ok(result);
  assert.throws(() => compareAlternatives(result, OPTIONS), { code: 'E_USAGE' });
});
