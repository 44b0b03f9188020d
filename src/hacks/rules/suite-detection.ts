import type { CodeLine } from '../code-change.ts';
import type { SuiteWords } from '../suite-words.ts';
import { COMPARES, hasCode, type Rule, type Spot } from './rule.ts';

const INPUT =
  'It names an input of the benchmark, as code does that treats this one input specially. An ' +
  'honest change works on any input and names none.';
const NAME =
  'It names a benchmark of the suite, as code does that behaves differently when it is measured. ' +
  'Code that is faster for everybody needs no name of a benchmark.';
const ARGUMENTS =
  "It holds the arguments against words of the benchmark's own command. An honest change is " +
  'faster for all arguments; leave the comparison out.';

const ARGUMENTS_READ =
  /\bargv\b|\bos\.Args\b|\benv::args\b|\bARGV\b|\bargs\b|\bexecPath\b|\$[0-9@*]|\bprocess\.title\b/;
const TOOLS =
  /\b(?:bench|benchmarks?|benchmarking|hyperfine|jest|mocha|vitest|pytest|rspec|criterion|hone)\b/i;

/** Code that knows the suite: its inputs, its names, the words of its commands. */
export const suiteDetection: Rule = (file, words) => {
  if (!hasCode(file.language)) {
    return [];
  }
  // A name that the file had before is no news: the line was only rewritten.
  const isNews = (name: string): boolean => !file.oldText.includes(name);
  const news = {
    inputs: words.inputs.filter(isNews),
    stems: words.stems.filter(isNews),
    ids: words.ids.filter(isNews),
  };
  return file.fresh
    .filter(({ strings, code }) => strings.length > 0 || COMPARES.test(code))
    .flatMap((line) =>
      [inputSpot(line, news), nameSpot(line, news), argumentSpot(line, words)].filter(
        (spot) => spot !== null,
      ),
    );
};

type Names = Pick<SuiteWords, 'inputs' | 'stems' | 'ids'>;

function names(line: CodeLine, some: readonly string[]): boolean {
  return some.some((name) => line.strings.some((text) => hasWord(text, name)));
}

function inputSpot(line: CodeLine, news: Names): Spot | null {
  const shared = { rule: 'benchmark-input', line, message: INPUT };
  if (names(line, news.inputs)) {
    return { ...shared, severity: 'hard' };
  }
  if (!names(line, news.stems)) {
    return null;
  }
  return { ...shared, severity: COMPARES.test(line.code) ? 'hard' : 'soft' };
}

function nameSpot(line: CodeLine, news: Names): Spot | null {
  if (!names(line, news.ids)) {
    return null;
  }
  const severity = COMPARES.test(line.code) ? 'hard' : 'soft';
  return { rule: 'benchmark-name', severity, line, message: NAME };
}

function argumentSpot(line: CodeLine, words: SuiteWords): Spot | null {
  const shared = { rule: 'benchmark-arguments', line, message: ARGUMENTS };
  const { code, strings } = line;
  const isComparison = COMPARES.test(code);
  const number = isComparison ? comparedNumbers(code).find((each) => isOneOf(words, each)) : null;
  if (number !== null && number !== undefined) {
    return { ...shared, severity: 'hard' };
  }
  if (!isComparison || !ARGUMENTS_READ.test(code)) {
    return null;
  }
  if (strings.some((text) => TOOLS.test(text.slice(0, 1_000)))) {
    return { ...shared, severity: 'hard' };
  }
  const found = strings
    .flatMap((text) => text.slice(0, 1_000).split(/[\s,=]/))
    .filter((word) => words.words.has(word));
  if (found.length === 0) {
    return null;
  }
  const isTelling = new Set(found).size > 1 || found.some((word) => words.numbers.includes(word));
  return { ...shared, severity: isTelling ? 'hard' : 'soft' };
}

function isOneOf(words: SuiteWords, number: string): boolean {
  return words.numbers.includes(number.replaceAll('_', ''));
}

/** Numbers to the right of an equals sign, `case` or `-eq`. */
function comparedNumbers(code: string): string[] {
  const pattern = /(?:===?|!==?|\bcase|-eq) ?['"]?(\d[\d_]{2,20})\b/g;
  return [...code.matchAll(pattern)].map((match) => match[1] ?? '');
}

/** True when a name stands in a text and is not part of a longer word. */
function hasWord(text: string, name: string): boolean {
  const start = text.indexOf(name);
  if (start === -1) {
    return false;
  }
  const around = [text.charAt(start - 1), text.charAt(start + name.length)];
  return around.every((char) => !/[\w-]/.test(char));
}
