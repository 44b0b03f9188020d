import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Language } from '../../../src/hacks/language/language-of.ts';
import { readLines } from '../../../src/hacks/language/read-lines.ts';
import { syntaxOf } from '../../../src/hacks/language/syntax.ts';

function codeOf(language: Language, ...lines: readonly string[]): string[] {
  return readLines(lines, syntaxOf(language)).map(({ code }) => code);
}

function stringsOf(language: Language, ...lines: readonly string[]): string[] {
  return readLines(lines, syntaxOf(language)).flatMap(({ strings }) => strings);
}

test('tells comments and strings of javascript from code', () => {
  assert.deepEqual(
    codeOf(
      'javascript',
      'const a = "x // y"; // z',
      '/* one */ b(); /* two',
      'still */ c(/["\'/]/g, d / e / f);',
      'const t = `a ${call(`in ${deep("}")}`)} b',
      'c ${{ x: 1 }.x} d`; after();',
    ),
    [
      'const a = "";',
      'b();',
      'c(//g, d / e / f);',
      'const t = `${call(`${deep("")}`)}',
      '${{ x: 1 }.x}`; after();',
    ],
  );
  assert.deepEqual(stringsOf('javascript', 'f("a\\"b", \'c\', `d`, /e[/]/)'), [
    'a\\"b',
    'c',
    'd',
    'e[/]',
  ]);
});

test('a quote that is left open costs one line', () => {
  assert.deepEqual(codeOf('javascript', "don't", 'work();'), ["don'", 'work();']);
  assert.deepEqual(codeOf('go', 'a := "x', 'b()'), ['a := "', 'b()']);
  assert.deepEqual(codeOf('c', '"a\\', 'b"; c();'), ['"', '"; c();']);
});

test('reads python with its documentation strings', () => {
  assert.deepEqual(
    codeOf(
      'python',
      'def f():',
      '    """Runs eval(x).',
      '    and more',
      '    """',
      '    x = """text # no comment',
      '    """ # comment',
      "    return f'{x}' # '",
    ),
    ['def f():', '', '', '', 'x = """', '"""', "return f''"],
  );
});

test('reads characters, lifetimes and raw strings', () => {
  assert.deepEqual(codeOf('rust', "fn f<'a>(x: &'a str) -> char { '\"' }"), [
    "fn f<'a>(x: &'a str) -> char { '' }",
  ]);
  assert.deepEqual(codeOf('rust', 'let a = r#"x " y"#; b(); /* /* */ c */ d();'), [
    'let a = r#""#; b(); d();',
  ]);
  assert.deepEqual(codeOf('c', 'auto a = R"x(")")x"; b(\'"\');'), ['auto a = R"x()x"; b(\'\');']);
  assert.deepEqual(codeOf('go', "a := `x // y`; b('\"')"), ["a := ``; b('')"]);
});

test('reads comments of shells and of ruby', () => {
  assert.deepEqual(codeOf('shell', 'echo "$#" ${#a} # b', "echo 'a # b'"), [
    'echo "" ${#a}',
    "echo ''",
  ]);
  assert.deepEqual(codeOf('ruby', '=begin', 'eval x', '=end', 'a = b =~ /#{c}"/ # d'), [
    '',
    '',
    '',
    'a = b =~ //',
  ]);
});

test('begins in a comment only where everything above its end reads like text', () => {
  assert.deepEqual(codeOf('javascript', ' * Some text, eval(x) too.', ' */', 'a();'), [
    '',
    '',
    'a();',
  ]);
  assert.deepEqual(codeOf('javascript', 'hack();', 'b = "*/";'), ['hack();', 'b = "";']);
  assert.deepEqual(codeOf('python', 'of all the words here.', '"""', 'a()'), ['', '', 'a()']);
  assert.deepEqual(codeOf('python', 'time.time = f', '"""', 'a()', '"""'), [
    'time.time = f',
    '',
    '',
    '',
  ]);
});

test('keeps indentation and comments apart', () => {
  const [view] = readLines(['\t  a(  1 ); // why   so'], syntaxOf('javascript'));
  assert.deepEqual(view, {
    indent: 3,
    code: 'a( 1 );',
    live: 'a( 1 );',
    strings: [],
    comment: 'why so',
  });
});
