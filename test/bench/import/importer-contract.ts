import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { test } from 'node:test';

import { AssertionError, HoneError } from '../../../src/base/index.ts';
import { documentOf } from '../../../src/bench/import/document.ts';
import { IMPORTERS, importResults } from '../../../src/bench/import/import-results.ts';
import type {
  ImportedResult,
  ImportFile,
  ImportFormat,
} from '../../../src/bench/import/imported.ts';
import { IMPORT_FORMATS } from '../../../src/bench/import/imported.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures/import');

/** A fixture by its path below test/fixtures/import, under the path that it has there. */
export function fixture(path: string): ImportFile {
  return { path, text: readFileSync(join(FIXTURES, path), 'utf8') };
}

/** The result of one fixture file. */
export function imported(path: string): ImportedResult {
  const [result] = importResults([fixture(path)]);
  assert.ok(result);
  return result;
}

/** The samples of one metric of one benchmark. */
export function samplesOf(result: ImportedResult, id: string, metric = 'wall'): readonly number[] {
  const found = result.benchmarks.find((one) => one.id === id && one.metric === metric);
  assert.ok(found, `${id} ${metric} is in ${relative('.', result.source)}`);
  return found.samples;
}

/** What a text is refused with; anything but a HoneError fails the test. */
export function refusal(
  files: readonly ImportFile[],
  format: ImportFormat | null = null,
): HoneError {
  try {
    importResults(files, { format });
  } catch (thrown) {
    assert.ok(thrown instanceof HoneError, `${String(thrown)} is an error of the user's kind`);
    return thrown;
  }
  return assert.fail('the file was accepted');
}

/**
 * What every importer must do, whatever its format, checked on its fixtures.
 *
 * @param inputs - each a set of files that belong together
 */
export function fulfilsContract(
  format: ImportFormat,
  inputs: Readonly<Record<string, readonly ImportFile[]>>,
): void {
  for (const [name, files] of Object.entries(inputs)) {
    test(`${name} is recognised as ${format} and as nothing else`, () => {
      for (const file of files) {
        const document = documentOf(file);
        const takers = IMPORTERS.filter((importer) => importer.recognises(document));
        assert.deepEqual(
          takers.map((importer) => importer.format),
          [format],
        );
      }
    });

    test(`${name} gives benchmarks that are complete and plain data`, () => {
      const results = importResults(files);
      assert.ok(results.length > 0);
      for (const result of results) {
        isComplete(result, format);
      }
      assert.deepEqual(JSON.parse(JSON.stringify(results)), results);
    });

    test(`${name} gives the same with other line ends and a byte order mark`, () => {
      const changed = files.map(({ path, text }) => ({
        path,
        text: `\ufeff${text.replaceAll('\n', '\r\n')}`,
      }));
      assert.deepEqual(importResults(changed), importResults(files));
    });

    test(`${name} gives the same when the format is forced, and no crash when it is the wrong one`, () => {
      assert.deepEqual(importResults(files, { format }), importResults(files));
      for (const other of IMPORT_FORMATS.filter((one) => one !== format)) {
        assert.equal(refusal(files, other).code, 'E_FORMAT');
      }
    });

    test(`${name} cut off anywhere is refused or read as less, and never crashes`, () => {
      for (const [index, file] of files.entries()) {
        const step = Math.max(1, Math.floor(file.text.length / 60));
        for (let length = 0; length < file.text.trimEnd().length; length += step) {
          const cut = { ...file, text: file.text.slice(0, length) };
          neverCrashes(files.with(index, cut), `cut at ${length}`);
        }
      }
    });

    test(`${name} with any value of the wrong kind is refused or read, and never crashes`, () => {
      for (const [index, file] of files.entries()) {
        if (/^\s*[{[]/.test(file.text) && isJson(file.text)) {
          for (const { text, where } of mutants(file.text)) {
            neverCrashes(files.with(index, { ...file, text }), where);
          }
        }
      }
    });
  }
}

function isComplete(result: ImportedResult, format: ImportFormat): void {
  assert.equal(result.format, format);
  assert.ok(result.benchmarks.length > 0);
  const keys = result.benchmarks.map((one) =>
    JSON.stringify([one.id, one.parameters, one.metric, one.unit]),
  );
  assert.equal(new Set(keys).size, keys.length, 'no benchmark comes twice');
  for (const benchmark of result.benchmarks) {
    const { samples, summary } = benchmark;
    assert.notEqual(benchmark.id, '');
    assert.notEqual(benchmark.unit, '');
    assert.equal(benchmark.paired, false);
    assert.equal(summary === null, samples.length > 0, 'samples or a summary, never both');
    assert.ok(samples.every((sample) => Number.isFinite(sample) && sample >= 0));
    assert.ok(summary === null || summary.mean !== null || summary.median !== null);
    if (benchmark.metric === 'wall' || benchmark.metric === 'cpu') {
      assert.deepEqual([benchmark.unit, benchmark.direction], ['ns', 'lower']);
    }
  }
}

function neverCrashes(files: readonly ImportFile[], where: string): void {
  try {
    for (const result of importResults(files)) {
      for (const { samples } of result.benchmarks) {
        assert.ok(
          samples.every((sample) => Number.isFinite(sample) && sample >= 0),
          where,
        );
      }
    }
  } catch (thrown) {
    assert.ok(thrown instanceof HoneError && !(thrown instanceof AssertionError), where);
    assert.equal(thrown.code, 'E_FORMAT', where);
    assert.match(thrown.message, /\w/);
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false; // the events of go test -json are lines, checked by cutting alone
  }
}

/** The text with one value at a time replaced by each of several others. */
function mutants(text: string): { text: string; where: string }[] {
  const found: { text: string; where: string }[] = [];
  const root: unknown = JSON.parse(text);
  const places: { holder: object; key: string; path: string }[] = [];
  const visit = (value: unknown, path: string): void => {
    if (typeof value === 'object' && value !== null) {
      for (const [key, item] of Object.entries(value)) {
        places.push({ holder: value, key, path: `${path}/${key}` });
        visit(item, `${path}/${key}`);
      }
    }
  };
  visit(root, '');
  const step = Math.max(1, Math.floor(places.length / 80)); // enough to meet every kind of field
  for (let index = 0; index < places.length; index += step) {
    const place = places[index];
    assert.ok(place);
    const kept: unknown = Reflect.get(place.holder, place.key);
    for (const other of [null, 'NaN', -1, 1e308, [], {}, [[1]], true]) {
      Reflect.set(place.holder, place.key, other);
      found.push({
        text: JSON.stringify(root),
        where: `${place.path} = ${JSON.stringify(other)}`,
      });
    }
    Reflect.set(place.holder, place.key, kept);
  }
  return found;
}
