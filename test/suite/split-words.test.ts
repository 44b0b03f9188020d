import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';

import { joinedWords, splitWords } from '../../src/suite/index.ts';

function wordsOf(text: string): readonly string[] {
  const split = splitWords(text);
  assert.equal(split.kind, 'ok', JSON.stringify(split));
  return split.kind === 'ok' ? split.words : [];
}

const PLAIN = [
  'node bench/run.js --size 10',
  '  two   blanks\tand a tab ',
  `echo 'single "quotes"' "double 'quotes'"`,
  String.raw`echo "an \"escaped\" quote" and\ a\ blank \\`,
  `printf '%s' '' ""`,
  `a'b'"c"d`,
  `go test -run '^$' "^$"`,
  `echo {size} a{b,c} x=1 100% @home +5 a,b:c`,
  `grep 'a|b' file~1 a#b`,
  `echo '$HOME' 'a*b' "x;y"`,
  'ünï cödé 🦀',
];

test('splits like /bin/sh does', () => {
  for (const text of PLAIN) {
    const script = `printf '%s\\0' ${text}`;
    const output = execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' });
    assert.deepEqual(wordsOf(text), output.split('\0').slice(0, -1), text);
  }
});

const SHELL: readonly [text: string, index: number, message: RegExp][] = [
  ['cat a | wc', 6, /a pipe \(\|\)/],
  ['a && b', 2, /&&/],
  ['a; b', 1, /second command/],
  ['a > out', 2, /redirect/],
  ['a < in', 2, /redirect/],
  ['echo $HOME', 5, /variable/],
  ['echo "${HOME}"', 6, /variable/],
  ['echo `date`', 5, /substitution/],
  ['echo "`date`"', 6, /substitution/],
  ['echo $(date)', 5, /variable or substitution/],
  ['(a)', 0, /subshell/],
  ['ls *.js', 3, /file pattern/],
  ['ls a?', 4, /file pattern/],
  ['ls [ab]', 3, /file pattern/],
  ['ls ~/x', 3, /home folder/],
  ['ls # all', 3, /comment/],
  ['A=1 ls', 0, /variable assignment/],
  ['one\ntwo', 3, /line break/],
  ["echo $'a'", 5, /variable/],
];

test('refuses what only a shell understands, with its place', () => {
  for (const [text, index, message] of SHELL) {
    const split = splitWords(text);
    assert.equal(split.kind, 'invalid', text);
    if (split.kind === 'invalid') {
      assert.equal(split.index, index, text);
      assert.equal(split.needsShell, true, text);
      assert.match(split.message, message, text);
    }
  }
});

test('names the quote or backslash that is open', () => {
  const broken: readonly [string, number, RegExp][] = [
    ['a "b', 2, /a " is never closed/],
    ["a 'b", 2, /a ' is never closed/],
    ['a b\\', 3, /backslash/],
    ['   ', 0, /no command/],
    [`'' x`, 0, /no command/],
  ];
  for (const [text, index, message] of broken) {
    const split = splitWords(text);
    assert.ok(split.kind === 'invalid', text);
    assert.deepEqual([split.index, split.needsShell], [index, false], text);
    assert.match(split.message, message);
  }
});

test('quotes only what needs it', () => {
  assert.equal(
    joinedWords(['node', 'a.js', 'b c', "it's", 'A=1']),
    `node a.js 'b c' 'it'\\''s' 'A=1'`,
  );
});
