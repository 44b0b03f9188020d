import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';

import { compareHtml } from '../../src/report/compare-html.ts';
import { html, jsonForScript } from '../../src/report/html.ts';
import {
  PAGE_SCRIPT,
  PAGE_SCRIPT_SHA256,
  PAGE_STYLE,
  PAGE_STYLE_SHA256,
} from '../../src/report/html-style.ts';
import { tryHtml } from '../../src/report/try-html.ts';
import { matchesGolden } from './golden.ts';
import {
  compareResult,
  fasterResult,
  HOSTILE,
  hostileResult,
  matrixResult,
  tryResult,
  variedResult,
} from './results.ts';

test('every value of a template is escaped, markup is not', () => {
  const inner = html`<b>${'a&b'}</b>`;
  assert.equal(
    html`<p title="${'"<\'>'}">${inner}${['x', inner]}${null}${1}</p>`.markup,
    '<p title="&quot;&lt;&#39;&gt;"><b>a&amp;b</b>x<b>a&amp;b</b>1</p>',
  );
});

test('JSON in a script can not end it', () => {
  const json = JSON.stringify({ a: '</script><!-- & \u2028' });
  const safe = jsonForScript(json);
  assert.doesNotMatch(safe, /[<>&\u2028]/u);
  assert.deepEqual(JSON.parse(safe), JSON.parse(json));
});

test('the policy allows exactly our style and our script', () => {
  assert.equal(PAGE_STYLE_SHA256, sha256(PAGE_STYLE), 'PAGE_STYLE changed: update its hash');
  assert.equal(PAGE_SCRIPT_SHA256, sha256(PAGE_SCRIPT), 'PAGE_SCRIPT changed: update its hash');
  const page = compareHtml(fasterResult());
  assert.equal(sha256(between(page, '<style>', '</style>')), PAGE_STYLE_SHA256);
  assert.equal(sha256(between(page, '<script>', '</script>')), PAGE_SCRIPT_SHA256);
});

test('pages need nothing from outside', () => {
  for (const page of pages()) {
    const withoutData = page.replace(/<script type="application\/json".*?<\/script>/su, '');
    assert.doesNotMatch(withoutData, /\b(?:src|href)="(?!#)/u);
    assert.doesNotMatch(withoutData, /url\(|@import|\bon\w+="/u);
    assert.match(page, /default-src &#39;none&#39;/u);
  }
});

test('tags are balanced and ids unique, whatever the names', () => {
  for (const page of pages()) {
    const body = between(page, '<body>', '<script type="application/json"');
    assert.deepEqual(unbalanced(body), []);
    const ids = [...page.matchAll(/ id="([^"]+)"/gu)].map((match) => match[1]);
    assert.equal(new Set(ids).size, ids.length);
    for (const [, label = ''] of page.matchAll(/aria-labelledby="([^"]+)"/gu)) {
      assert.ok(
        label.split(' ').every((id) => ids.includes(id)),
        label,
      );
    }
  }
});

test('hostile names are text and nothing else', () => {
  const page = compareHtml(hostileResult());
  assert.ok(!page.includes('<img'));
  assert.equal(page.match(/<script/gu)?.length, 2);
  assert.equal(page.match(/<\/script/gu)?.length, 2);
  assert.ok(!page.includes('\u202e') && !page.includes('\u001b'));
  const data: unknown = JSON.parse(between(page, 'id="data">', '</script>'));
  assert.deepEqual(data, hostileResult());
  assert.ok(JSON.stringify(data).includes(JSON.stringify(HOSTILE).slice(1, -1)));
});

test('every figure and table has a text alternative', () => {
  const page = compareHtml(matrixResult());
  const figures = page.match(/<svg/gu)?.length ?? 0;
  assert.ok(figures >= 10);
  assert.equal(page.match(/<desc id=/gu)?.length, figures);
  assert.equal(page.match(/<table/gu)?.length, page.match(/<caption>/gu)?.length);
});

test('comparisons and runs look as in their golden files', () => {
  const small = { screening: 4, confirmation: 8 };
  const result = compareResult({ seed: 1, candidates: { head: 0.876 }, ...small });
  matchesGolden(compareHtml(result), 'compare-faster.html');
  matchesGolden(tryHtml(tryResult()), 'try.html');
});

test('twenty thousand samples make a page that still opens, and it says what it left out', () => {
  const result = compareResult({
    seed: 1,
    candidates: { head: 0.9995 },
    screening: 100,
    confirmation: 9_900,
  });
  const page = compareHtml(result);
  assert.ok(page.length < 12_000_000, `${page.length} characters`);
  const drawn = page.replace(/<script type="application\/json".*?<\/script>/su, '');
  assert.ok(drawn.length < 200_000, `${drawn.length} characters`);
  assert.match(page, /Drawn are 400 of 10000 pairs/u);
  assert.match(page, /Marks are drawn for 400 of 9900 runs/u);
});

test('a run without proposals is a page too', () => {
  const page = tryHtml({ ...tryResult(), decisions: [], stack: null });
  assert.match(page, /<h1>Nothing was proposed<\/h1>/u);
});

function pages(): string[] {
  return [
    ...[fasterResult(), variedResult(), matrixResult(), hostileResult()].map(compareHtml),
    tryHtml(tryResult()),
  ];
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}

function between(text: string, start: string, end: string): string {
  const from = text.indexOf(start) + start.length;
  return text.slice(from, text.indexOf(end, from));
}

/** Tags that are closed in another order than they were opened. */
function unbalanced(markup: string): string[] {
  const open: string[] = [];
  const wrong: string[] = [];
  for (const [, closing, name = '', , selfClosing] of markup.matchAll(
    /<(\/?)([a-z0-9]+)((?:[^<>"]|"[^"]*")*?)(\/?)>/giu,
  )) {
    if (selfClosing === '/' || name === 'br') {
      continue;
    }
    if (closing === '') {
      open.push(name);
    } else if (open.pop() !== name) {
      wrong.push(name);
    }
  }
  return [...wrong, ...open];
}
