import assert from 'node:assert/strict';
import { test } from 'node:test';

import { functionIdentities, type KnownFunction, textHash } from '../../../src/profile/index.ts';
import { noSource } from './made-profile.ts';

function known(name: string, line: number, column: number, file = 'a.js'): KnownFunction {
  return { name, file, line, column, kind: 'js', owner: 'app', package: 'app' };
}

/** Ids of functions whose parameters begin at a mark in a text. */
function idsIn(source: string, name: string): string[] {
  const places = [...source.matchAll(/\u00a7/g)].map(({ index }) => {
    const before = source.slice(0, index).replaceAll('\u00a7', '').split('\n');
    return known(name, before.length, (before.at(-1)?.length ?? 0) + 1);
  });
  const text = source.replaceAll('\u00a7', '');
  return functionIdentities(places, () => text).map(({ id }) => id);
}

test('an id survives moved lines, another layout and another body', () => {
  const [first] = idsIn('function parse\u00a7(text) {\n  return 1;\n}\n', 'parse');
  const [moved] = idsIn('// new\n\n  function parse\u00a7( text ) {\n  return 2;\n}\n', 'parse');
  assert.match(first ?? '', /^[0-9a-f]{12}$/);
  assert.equal(moved, first);
});

test('another name, file or introduction is another function', () => {
  const ids = functionIdentities(
    [known('a', 1, 1), known('b', 1, 1), known('a', 1, 1, 'b.js')],
    noSource,
  ).map(({ id }) => id);
  assert.equal(new Set(ids).size, 3);
  assert.notDeepEqual(idsIn('x.map(\u00a7(a) => 1)', ''), idsIn('x.filter(\u00a7(a) => 1)', ''));
});

test('anonymous functions of one file are told apart, even when they look the same', () => {
  const ids = idsIn('x.map(\u00a7(a) => 1)\nx.filter(\u00a7(a) => 2)\nx.map(\u00a7(a) => 3)\n', '');
  assert.equal(new Set(ids).size, 3);
  const moved = idsIn(
    '//\nx.map(\u00a7(a) => 9)\nx.filter(\u00a7(a) => 9)\n\nx.map(\u00a7(a) => 9)',
    '',
  );
  assert.deepEqual(moved, ids);
  const without = functionIdentities([known('', 3, 1), known('', 4, 1)], noSource);
  assert.notEqual(without[0]?.id, without[1]?.id);
});

test('the order in which functions are given does not matter', () => {
  const functions = [known('get', 9, 3), known('get', 2, 3), known('set', 4, 1)];
  const ids = functionIdentities(functions, noSource).map(({ id }) => id);
  const turned = functionIdentities(functions.toReversed(), noSource).map(({ id }) => id);
  assert.deepEqual(turned.toReversed(), ids);
});

test('the function around a module is the same whatever its first line is', () => {
  const module = [known('', 1, 1)];
  const before = functionIdentities(module, () => 'import a from "a";\n');
  assert.deepEqual(
    functionIdentities(module, () => '// licence\n'),
    before,
  );
});

test('the hash is FNV-1a, folded', () => {
  // 64-bit FNV-1a of no bytes is its offset basis, cbf29ce484222325.
  const folded = (0xcbf29ce484222325n >> 48n) ^ (0xcbf29ce484222325n & 0xffffffffffffn);
  assert.equal(textHash(''), folded.toString(16).padStart(12, '0'));
  assert.notEqual(textHash('a'), textHash('\u0161')); // the same low byte
});
