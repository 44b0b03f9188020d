import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  historyCsv,
  historyHtml,
  historyJson,
  historyMarkdown,
  historyText,
} from '../../../src/report/index.ts';
import { CHANGE, historyOf, segment } from './histories.ts';

const style = { color: false, width: 80, unicode: true };
const detail = { limit: 20, inDetail: true };

test('one line for each benchmark says the last value, the trend and the last change', () => {
  const text = historyText(historyOf([segment()]), { limit: 20, inDetail: false }, style);
  assert.match(text, /^History along main at 11abcdef01 \(40 commits\)/);
  assert.match(text, /parse +wall +54\.1 ms +11abcdef +12 +\+0\.5 % +\+8\.1 % at 06abcdef, worse/);
  assert.match(text, /20250130-142501-k7xw: its samples are gone\./);
});

test('a benchmark is shown with picture, commits and the commits of each change', () => {
  const text = historyText(historyOf([segment()]), { ...detail, limit: 2 }, style);
  assert.match(text, /Measured on Fast CPU, 4 cores; suite suite-1-an; free on all cores\./);
  assert.match(text, /10 older measurements: --limit shows more\./);
  assert.match(
    text.replaceAll(/\s+/g, ' '),
    /between 05abcdef01 and 06abcdef01: \+8\.1 % \(\+6\.0 to \+10\.3 %\), p 0\.002: worse/,
  );
  assert.match(text, /hone compare --base\s+05abcdef01 --head 06abcdef01/);
  assert.match(text, /[\u2801-\u28ff]/, 'dots');
  assert.match(text, /▲/);
  assert.match(text, /1 more measurement of code that is not on main/);
});

test('plain ASCII and any width hold the same numbers and no wider line', () => {
  for (const width of [40, 80, 130]) {
    const text = historyText(historyOf([segment()]), detail, {
      color: false,
      unicode: false,
      width,
    });
    // oxlint-disable-next-line no-control-regex -- that is what is claimed
    assert.match(text, /^[\u0000-\u007f]*$/);
    assert.match(text, /54\.11 ms/);
    assert.ok(
      text.split('\n').every((line) => line.length <= width),
      `${width}`,
    );
  }
  const wide = historyText(historyOf([segment()]), detail, { ...style, width: 130 });
  assert.match(wide, /53\.57 ms to 55\.19 ms/);
});

test('a new line of numbers says why it is not a part of the one before', () => {
  const suite = segment({ starts: ['suite'] });
  const moved = segment({ starts: ['machine', 'suite'], benchmarkHash: 'b2', machine: null });
  const text = historyText(historyOf([segment(), suite, moved]), detail, { ...style, width: 160 });
  assert.match(
    text,
    /not to be compared: another suite \(this benchmark's own definition is the same\)/,
  );
  assert.match(
    text,
    /another machine, another suite, in which this benchmark is defined otherwise/,
  );
  assert.match(text, /on a machine that was not recorded/);
});

test('what was not looked for is not said to be absent', () => {
  const few = segment({
    points: segment().points.slice(0, 3),
    changes: [],
    searched: false,
    trend: null,
  });
  assert.match(historyText(historyOf([few]), detail, style), /3 measured commits: too few to look/);
  const calm = segment({ changes: [], trend: null });
  assert.match(historyText(historyOf([calm]), detail, style), /No change of level was found/);
});

test('few values that give less than 95 % confidence say so', () => {
  const weak = { ...CHANGE, ratio: { estimate: 1.08, lo: 1.06, hi: 1.1, confidence: 0.9 } };
  const text = historyText(historyOf([segment({ changes: [weak] })]), detail, style);
  assert.match(text.replaceAll(/\s+/g, ' '), /only 90 % sure/);
});

test('an empty history says what fills it', () => {
  const none = { ...historyOf([]), series: [], gaps: [] };
  assert.match(historyText(none, detail, style), /Nothing was measured here yet/);
  assert.match(historyText({ ...none, since: '2025-01-01' }, detail, style), /Leave out --since/);
  assert.match(historyHtml(none, 20), /Nothing was measured here yet/);
  assert.match(historyMarkdown(none, 20), /Nothing was measured here yet/);
});

test('page, Markdown and CSV carry the numbers and let no markup through', () => {
  const history = historyOf([segment()]);
  const page = historyHtml(history, 20);
  assert.match(page, /<svg[\s\S]*between 05abcdef01 and 06abcdef01[\s\S]*<\/svg>/);
  assert.doesNotMatch(page, /<b>change|NaN|undefined|https?:\/\/(?!www\.w3)/);
  assert.equal((page.match(/class="dot"/g) ?? []).length, 12);
  const markdown = historyMarkdown(history, 20);
  assert.match(markdown, /\| `06abcdef01` \| 2025-01-07 \| 54\.06 ms \|/);
  const rows = historyCsv(history).trimEnd().split('\r\n');
  assert.equal(rows.length, 1 + 12 + 1);
  assert.match(rows[7] ?? '', /^parse,wall,ns,lower,06abcdef0123456789,2025-01-07T.*,54060000,/);
  assert.deepEqual(JSON.parse(historyJson(history)), history);
});

test('a single commit and equal values can be drawn', () => {
  const one = segment({ points: segment().points.slice(0, 1), changes: [], trend: null });
  const flat = segment({
    points: segment().points.map((each) => ({ ...each, value: 0 })),
    changes: [],
  });
  for (const each of [one, flat]) {
    assert.doesNotMatch(historyHtml(historyOf([each]), 20), /NaN|Infinity/);
    assert.doesNotMatch(historyText(historyOf([each]), detail, style), /NaN|Infinity/);
  }
});
