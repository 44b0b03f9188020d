import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { BYTES_PER_MIB, HoneError } from '../../../src/base/index.ts';
import { RECEIPT_BYTES_MAX } from '../../../src/campaign/receipt/limits.ts';
import { parseReceipt, readReceipt } from '../../../src/campaign/receipt/read-receipt.ts';

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'hone-receipt-read-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

function assertRefused(work: () => unknown, code: string, message: RegExp): void {
  assert.throws(work, (thrown) => {
    assert.ok(thrown instanceof HoneError, String(thrown));
    assert.equal(thrown.code, code);
    assert.match(thrown.message, message);
    return true;
  });
}

const REFUSED: readonly (readonly [string, string | Uint8Array, RegExp])[] = [
  ['an empty file', '', /it is empty/],
  ['white space', ' \n\t', /it is empty/],
  ['a file whose end is missing', '{"schema":"hone.receipt.v1","run":"2026', /its end is missing/],
  ['text', 'hello', /it is no JSON/],
  ['bytes', Uint8Array.from([0, 255, 1, 254]), /it is no JSON/],
  ['a list', '[1,2]', /its "schema" is not "hone\.receipt\.v1"/],
  ['a number', '7', /its "schema" is not/],
  ['null', 'null', /its "schema" is not/],
  [
    'another document',
    '{"schema":"hone.try.v1"}',
    /is not "hone\.receipt\.v1" but "hone\.try\.v1"/,
  ],
  ['a newer receipt', '{"schema":"hone.receipt.v2"}', /version of hone that wrote it/],
  ['a receipt without anything', '{"schema":"hone.receipt.v1"}', /\/ is not as hone\.receipt\.v1/],
  ['a number beyond all', '{"schema":"hone.receipt.v1","x":1e999}', /can't carry the number/],
  ['deep brackets', `{"schema":${'['.repeat(500_000)}`, /nested more than 64 deep/],
  ['deep JSON', `${'['.repeat(100)}${']'.repeat(100)}`, /nested more than 64 deep/],
];

for (const [what, content, message] of REFUSED) {
  test(`refuses ${what} in one sentence`, () => {
    const path = join(folder, 'receipt.json');
    writeFileSync(path, content);
    assertRefused(() => readReceipt(path), 'E_FORMAT', message);
  });
}

test('brackets in texts are not nesting', () => {
  const text = JSON.stringify({ schema: 'hone.receipt.v1', text: `\\"${'['.repeat(1_000)}` });
  assertRefused(() => parseReceipt(text, 'x'), 'E_FORMAT', /is not as hone\.receipt\.v1 says/);
});

test('refuses a large file without reading it, and 100 MiB of nothing after reading it', () => {
  const path = join(folder, 'large.json');
  writeFileSync(path, '');
  truncateSync(path, RECEIPT_BYTES_MAX + 1);
  assertRefused(() => readReceipt(path), 'E_FORMAT', /hone reads up to 128 MiB/);
  truncateSync(path, 100 * BYTES_PER_MIB);
  assertRefused(() => readReceipt(path), 'E_FORMAT', /it is no JSON/);
});

test('says what is wrong with a path', () => {
  assertRefused(() => readReceipt(join(folder, 'none.json')), 'E_NOT_FOUND', /none\.json/);
  assertRefused(() => readReceipt(folder), 'E_FORMAT', /not a plain file/);
});
