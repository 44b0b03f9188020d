import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';

import { FLAME_SCRIPT, FLAME_SCRIPT_SHA256 } from '../../../src/report/flame/flame-script.ts';
import { FLAME_STYLE, FLAME_STYLE_SHA256 } from '../../../src/report/flame/flame-style.ts';
import { PAGE_SCRIPT_SHA256, PAGE_STYLE_SHA256 } from '../../../src/report/html-style.ts';
import { difference, largePage, threeViews } from './pages.ts';

test('the policy allows exactly our styles and our scripts', () => {
  assert.equal(FLAME_STYLE_SHA256, sha256(FLAME_STYLE), 'FLAME_STYLE changed: update its hash');
  assert.equal(FLAME_SCRIPT_SHA256, sha256(FLAME_SCRIPT), 'FLAME_SCRIPT changed: update its hash');
  const page = threeViews();
  const hashes = (pattern: RegExp): string[] =>
    [...page.matchAll(pattern)].map(([, text = '']) => sha256(text));
  assert.deepEqual(hashes(/<style>(.*?)<\/style>/gsu), [PAGE_STYLE_SHA256, FLAME_STYLE_SHA256]);
  assert.deepEqual(hashes(/<script>(.*?)<\/script>/gsu), [PAGE_SCRIPT_SHA256, FLAME_SCRIPT_SHA256]);
  assert.match(page, /default-src &#39;none&#39;/u);
});

test('pages need nothing from outside', () => {
  for (const page of [threeViews(), difference()]) {
    const markup = withoutScripts(page);
    assert.doesNotMatch(markup, /\b(?:src|href)="(?!#)/u);
    assert.doesNotMatch(markup, /url\(|@import|\bon\w+="|\bstyle="/u);
  }
});

test('names from a stranger are text and nothing else', () => {
  const page = threeViews();
  assert.ok(!page.includes('<img'));
  assert.equal(page.match(/<script/gu)?.length, 3);
  assert.equal(page.match(/<\/script/gu)?.length, 3);
  assert.ok(!page.includes('\u202e'));
});

test('ids are unique, and what refers to one finds it', () => {
  const markup = withoutScripts(threeViews());
  const ids = [...markup.matchAll(/ id="([^"]+)"/gu)].map(([, id]) => id);
  assert.equal(new Set(ids).size, ids.length);
  for (const [, id] of markup.matchAll(/aria-(?:controls|describedby)="([^"]+)"/gu)) {
    assert.ok(ids.includes(id), id);
  }
});

test('without scripts there is a table of the heaviest functions for each view', () => {
  const markup = withoutScripts(threeViews());
  assert.equal(markup.match(/<table/gu)?.length, 3);
  assert.match(markup, /<noscript/u);
  const row = /lexer<\/th>.*?<\/tr>/su.exec(markup)?.[0].replaceAll(/<[^>]*>|\s+/gu, ' ') ?? '';
  assert.match(row, /src\/lexer\.js:5 +own code, app +40 % +400 ms +49 % /u);
});

test('a tree of the largest size makes a page of a bounded size', () => {
  const page = largePage();
  assert.ok(page.length < 2_000_000, `${page.length} characters`);
});

function withoutScripts(page: string): string {
  return page.replaceAll(/<(script|style)\b.*?<\/\1>/gsu, '');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
