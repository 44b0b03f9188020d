import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import * as fc from 'fast-check';

import { HoneError } from '../../../src/base/index.ts';
import { checkReceipt } from '../../../src/campaign/receipt/check-receipt.ts';
import { parseReceipt } from '../../../src/campaign/receipt/read-receipt.ts';
import { openReceiptKey } from '../../../src/campaign/receipt/receipt-key.ts';
import type { KnownKeys } from '../../../src/campaign/receipt/sign-receipt.ts';
import type { Receipt, ReceiptCheck } from '../../../src/model/index.ts';
import { signedBy } from './forge.ts';
import { type ReceiptPlace, receiptOfRun, receiptPlace } from './receipt-place.ts';

let place: ReceiptPlace;
let honest: Receipt;
let known: KnownKeys;

before(async () => {
  place = receiptPlace();
  honest = await receiptOfRun(place, 'gains');
  known = { from: 'this-machine', keys: [openReceiptKey(place.subject).publicKey] };
});
after(() => place.remove());

type Path = readonly (string | number)[];

/** Where every text, number, truth value and null of a document is. */
function leavesOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) {
    return [path];
  }
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]));
}

/** A copy in which one leaf is another value of its kind. */
function changedAt(value: unknown, path: Path, by: number): unknown {
  const [key, ...rest] = path;
  if (key === undefined) {
    return otherThan(value, by);
  }
  assert.ok(typeof value === 'object' && value !== null);
  const copy: object = Array.isArray(value) ? [...value] : { ...value };
  return Object.assign(copy, { [key]: changedAt(Reflect.get(value, key), rest, by) });
}

function otherThan(value: unknown, by: number): unknown {
  if (typeof value === 'number') {
    return Number.isInteger(value) ? value + 1 : value * 1.001;
  }
  if (typeof value !== 'string') {
    return typeof value === 'boolean' ? !value : 1;
  }
  const at = value === '' ? 0 : by % value.length;
  const digit = value[at] === '7' ? '8' : '7';
  return `${value.slice(0, at)}${digit}${value.slice(at + 1)}`;
}

/** What a check says about a tampered document; refusing to read it names it too. */
async function outcomeOf(document: unknown): Promise<ReceiptCheck['outcome'] | 'refused'> {
  try {
    return (await checkReceipt(parseReceipt(JSON.stringify(document), 'forged'), known)).outcome;
  } catch (thrown) {
    assert.ok(thrown instanceof HoneError, String(thrown));
    return 'refused';
  }
}

const RUNS = { numRuns: 25 };

test('no value of a signed receipt can be changed without notice', async () => {
  const leaves = leavesOf(honest);
  await fc.assert(
    fc.asyncProperty(fc.nat(leaves.length - 1), fc.nat(1e6), async (index, by) => {
      const outcome = await outcomeOf(changedAt(honest, leaves[index] ?? [], by));
      assert.ok(outcome === 'broken' || outcome === 'refused', `${leaves[index]?.join('/')}`);
    }),
    RUNS,
  );
});

/** What the record does not hold: when the receipt was made, and by which rules it was judged. */
const FREE: readonly string[] = ['createdAt', 'statistics'];

test('nor can its owner change one and sign again', async () => {
  const leaves = leavesOf(honest).filter(([top]) => top !== 'signature' && top !== 'signer');
  await fc.assert(
    fc.asyncProperty(fc.nat(leaves.length - 1), fc.nat(1e6), async (index, by) => {
      const path = leaves[index] ?? [];
      let forged: unknown = changedAt(honest, path, by);
      try {
        const parsed = parseReceipt(JSON.stringify(forged), 'forged');
        forged = signedBy(openReceiptKey(place.subject), parsed);
      } catch (thrown) {
        assert.ok(thrown instanceof HoneError, String(thrown));
        return;
      }
      const outcome = await outcomeOf(forged);
      const isFree = FREE.includes(String(path[0]));
      assert.ok(isFree || outcome === 'broken', `${path.join('/')} gave ${outcome}`);
    }),
    RUNS,
  );
});
