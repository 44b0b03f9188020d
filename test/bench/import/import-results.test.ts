import assert from 'node:assert/strict';
import { test } from 'node:test';

import { HoneError } from '../../../src/base/index.ts';
import { importResults, parseImportFormat } from '../../../src/bench/import/index.ts';
import { IMPORT_FILES_MAX } from '../../../src/bench/import/limits.ts';
import { fixture, refusal } from './importer-contract.ts';

const said = (text: string): string => {
  const error = refusal([{ path: 'x', text }]);
  assert.equal(error.code, 'E_FORMAT');
  return error.message;
};

test('reads files of several tools in their order', () => {
  const results = importResults([
    fixture('jmh/1.37-shape.json'),
    fixture('criterion/join plain/new/sample.json'),
    fixture('hyperfine/1.15.json'),
    fixture('criterion/join plain/new/benchmark.json'),
  ]);
  assert.deepEqual(
    results.map(({ format }) => format),
    ['jmh', 'criterion', 'hyperfine'],
  );
});

test('tells an unknown file by what it looks like and what was looked for', () => {
  assert.match(said('{"name":"x","version":"1"}'), /a JSON object with "name", "version"/);
  assert.match(said('[{"a":1}]'), /a JSON array of 1 objects with "a"/);
  assert.match(said('command,mean\na,1\n'), /text that begins with "command,mean"/);
  assert.match(said(''), /an empty file/);
  assert.match(said(' \n'), /an empty file/);
  assert.match(said('{}'), /an empty JSON object/);
  assert.match(said('\u007fELF\0\0'), /binary data/);
  assert.match(said('{}'), /Looked for: hyperfine JSON .*mitata JSON/);
});

test('tells its own results from those of others', () => {
  assert.match(said('{"schema":"hone.compare.v1"}'), /written by hone itself/);
});

test('puts no control characters of a file into a message', () => {
  const message = said('\u001b[31mred\u009b\u0007 text');
  // oxlint-disable-next-line no-control-regex -- these are what must not come through
  assert.doesNotMatch(message, /[\u0000-\u001f\u007f-\u009f]/);
});

test('gives line and column of broken JSON', () => {
  assert.match(said('{\n "results": [\n  1,, 2]}'), /broken JSON: ",.*at line 3, column 5 /);
  assert.match(said('{"a": nul}'), /line 1, column 7/);
  assert.match(said('{"a": 1} {"b": 2}'), /line 1, column 10/);
});

test('gives line and column where a file is cut off', () => {
  assert.match(
    said('{\n"results": [{"command": "sl'),
    /cut off: its JSON ends at line 2, column 28/,
  );
  assert.match(said('{"a": tru'), /cut off/);
});

test('refuses no files and too many', () => {
  assert.throws(() => importResults([]), { code: 'E_USAGE' });
  const many = Array.from({ length: IMPORT_FILES_MAX + 1 }, () => ({ path: 'a', text: '' }));
  assert.throws(() => importResults(many), { code: 'E_USAGE' });
});

test('survives names that are special in JavaScript', () => {
  const text =
    '{"results":[{"command":"__proto__","mean":1,"times":[1],"parameters":{"__proto__":"x","constructor":"y"}}]}';
  const [result] = importResults([{ path: 'a', text }]);
  const parameters = result?.benchmarks[0]?.parameters ?? {};
  assert.deepEqual(Object.keys(parameters), ['__proto__', 'constructor']);
});

test('refuses a number that overflows when it is turned into ns', () => {
  assert.match(said('{"results":[{"command":"a","mean":1,"times":[1e308]}]}'), /times\[0\]/);
});

test('reads deep nesting without running out of stack', () => {
  assert.match(said(`${'['.repeat(200_000)}1`), /cut off/);
});

test('reads 50 MB of samples', () => {
  const times = `[${'0.0123456789,'.repeat(4_000_000)}1]`;
  const text = `{"results":[{"command":"a","mean":1,"times":${times}}]}`;
  assert.ok(text.length > 50_000_000);
  const [result] = importResults([{ path: 'large.json', text }]);
  assert.equal(result?.benchmarks[0]?.samples.length, 4_000_001);
});

test('bounds the notes of one result', () => {
  const benchmarks = Array.from({ length: 100 }, (_, index) => ({
    name: `b${index}`,
    run_type: 'iteration',
    error_occurred: true,
    error_message: 'x',
    real_time: 0,
    cpu_time: 0,
    time_unit: 'ns',
  }));
  const good = { name: 'good', run_type: 'iteration', real_time: 1, cpu_time: 1, time_unit: 'ns' };
  const text = JSON.stringify({ context: {}, benchmarks: [...benchmarks, good] });
  const [result] = importResults([{ path: 'a', text }]);
  assert.equal(result?.notes.length, 21);
  assert.match(result?.notes.at(-1) ?? '', /81 more notes/);
});

test('knows the words for --format and the nearest one to a wrong word', () => {
  assert.equal(parseImportFormat('JMH'), 'jmh');
  assert.throws(
    () => parseImportFormat('hyperfin'),
    (thrown) =>
      thrown instanceof HoneError &&
      thrown.code === 'E_USAGE' &&
      thrown.message.includes('Did you mean hyperfine?'),
  );
});
