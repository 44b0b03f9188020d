import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  cellMarkdown,
  codeMarkdown,
  inlineMarkdown,
  linkMarkdown,
  proseMarkdown,
} from '../../../src/tasks/blocks/inline-markdown.ts';

test("keeps a person's formatting in a line", () => {
  for (const text of [
    'Intern *keys* in `lookup(a | b)`',
    'see [the profile](p.html), [x] and `` a`b ``',
    'wall <= 80 ms, x < y, 100 % & more',
    'a_b_c \\* d',
  ]) {
    assert.equal(inlineMarkdown(text), text);
  }
});

test('what would begin something else at the start of a line is escaped', () => {
  for (const [text, shown] of [
    ['- a', '\\- a'],
    ['-5 %', '-5 %'],
    ['# a', '\\# a'],
    ['#12 first', '#12 first'],
    ['12. a', '12\\. a'],
    ['> a', '\\> a'],
    ['~~~js', '\\~~~js'],
    ['---', '\\---'],
    ['* * *', '\\* * *'],
    ['===', '\\==='],
    ['[x] done', '\\[x] done'],
    ['[x]: https://example.org', '\\[x]: https://example.org'],
    ['[x](https://example.org)', '[x](https://example.org)'],
  ] as const) {
    assert.equal(inlineMarkdown(text), shown);
  }
});

test('nothing in a line is HTML, opens without an end, or goes on in the next line', () => {
  assert.equal(
    inlineMarkdown('<details> <!-- a --> </b> <3'),
    '&lt;details> &lt;!-- a --> &lt;/b> <3',
  );
  assert.equal(inlineMarkdown('a ` b `` c'), 'a \\` b \\`\\` c');
  assert.equal(inlineMarkdown('```\ncode'), '\\`\\`\\` code');
  assert.equal(inlineMarkdown('\\<b> and `<b>`'), '&lt;b> and `<b>`');
  assert.equal(
    inlineMarkdown('![x](https://example.org/x.png)'),
    '\\![x](https://example.org/x.png)',
  );
  assert.equal(inlineMarkdown(' a\r\n\u2028b\u0000\u202ec \\'), 'a b c \\\\');
});

test('no pipe ends a cell, however it is written', () => {
  assert.equal(cellMarkdown('a | b \\| c \\\\| d'), 'a &#124; b &#124; c \\\\&#124; d');
  assert.equal(cellMarkdown('`a|b` and `c`'), 'a&#124;b and `c`');
  assert.equal(cellMarkdown('`a\\|*b*`'), 'a\\\\&#124;\\*b\\*');
});

test('names are code unless they hold what ends code', () => {
  assert.equal(codeMarkdown('performance/task-001'), '`performance/task-001`');
  assert.equal(codeMarkdown('a`b|c'), 'a\\`b&#124;c');
});

test('links lead to pages and paths, other schemes are text', () => {
  assert.equal(linkMarkdown('a', 'https://example.org/a b)'), '[a](https://example.org/a%20b%29)');
  assert.equal(linkMarkdown('a [b]', './plans/p.md'), '[a \\[b\\]](./plans/p.md)');
  assert.equal(linkMarkdown('a', 'javascript:alert(1)'), 'a');
  assert.equal(linkMarkdown('a', ' '), 'a');
  assert.equal(linkMarkdown('a', null), 'a');
});

test('prose keeps lists and code, and loses headings of the first levels and HTML', () => {
  const text = '# Why\n\n- a\n\n```html\n<b>\n```\n<details>\n<!--\n`<i>` <b>';
  assert.deepEqual(proseMarkdown(text), [
    '#### Why',
    '',
    '- a',
    '',
    '```html',
    '<b>',
    '```',
    '&lt;details>',
    '&lt;!--',
    '`<i>` &lt;b>',
  ]);
});

test('a code block in prose ends, wherever it began', () => {
  assert.deepEqual(proseMarkdown('- ```js x\na\n  b'), ['```js', 'a', '  b', '```']);
  assert.deepEqual(proseMarkdown('- a\n\n    ~~~\n    b\n~~~\nc'), [
    '- a',
    '',
    '~~~',
    'b',
    '~~~',
    'c',
  ]);
  assert.deepEqual(proseMarkdown('````~~~\nx'), ['````', 'x', '````']);
});
