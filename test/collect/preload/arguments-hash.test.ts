import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';

const loaded: unknown = createRequire(import.meta.url)(
  '../../../src/collect/preload/arguments-hash.cjs',
);
assert.ok(typeof loaded === 'object' && loaded !== null && 'argumentsHash' in loaded);
const hash = loaded.argumentsHash;
assert.ok(typeof hash === 'function');
const argumentsHash = (handed: readonly unknown[]): unknown => hash(handed);

/** Values that differ from each other; each is made twice. */
const DIFFERENT: readonly (() => readonly unknown[])[] = [
  () => [],
  () => [undefined],
  () => [null],
  () => [0],
  () => [-0],
  () => [1.5],
  () => [Number.NaN],
  () => ['1.5'],
  () => ['ab', 'c'],
  () => ['a', 'bc'],
  () => [true],
  () => [10n],
  () => [[1, [2]]],
  () => [[1, 2]],
  () => [{ a: 1, b: '2' }],
  () => [{ a: 1, b: 2 }],
  () => [Object.create(null)],
  () => [new Map([['a', 1]])],
  () => [new Set(['a', 1])],
  () => [new Date(5)],
  () => [new Uint8Array([1, 2])],
  () => [new Float64Array([1, 2])],
  () => [Buffer.from('ab')],
  () => [Math.max],
];

test('equal content has one hash, and different content another', () => {
  const hashes = DIFFERENT.map((make) => argumentsHash(make()));
  assert.ok(hashes.every((one) => one !== null));
  assert.equal(new Set(hashes).size, DIFFERENT.length);
  assert.deepEqual(
    DIFFERENT.map((make) => argumentsHash(make())),
    hashes,
  );
  const many = Array.from({ length: 20_000 }, (_, index) => argumentsHash([index, `x${index}`]));
  assert.equal(new Set(many).size, many.length);
});

test('what can not be compared without running or missing something is unknown', () => {
  class Hidden {
    readonly #value = 1;
    get value(): number {
      return this.#value;
    }
  }
  let asked = 0;
  const getter = Object.defineProperty({}, 'x', {
    enumerable: true,
    get: () => {
      asked += 1;
      return asked;
    },
  });
  const trap = new Proxy(
    {},
    {
      ownKeys: () => {
        asked += 1;
        return [];
      },
    },
  );
  const round: Record<string, unknown> = {};
  round['self'] = round;
  const unknown = [
    new Hidden(),
    getter,
    trap,
    round,
    Symbol('s'),
    { [Symbol('s')]: 1 },
    'x'.repeat(50_000),
    Array.from({ length: 50_000 }, () => 1),
    new Uint8Array(50_000),
    new WeakMap(),
  ];
  assert.deepEqual(
    unknown.map((value) => argumentsHash([value])),
    unknown.map(() => null),
  );
  assert.equal(asked, 0, "none of the program's own code ran");
});
