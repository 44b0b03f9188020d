import type { CodeFile, CodeLine } from '../code-change.ts';
import { patternAnyCase, patternOfAll } from './pattern.ts';
import { hasCode, type Rule, type Spot } from './rule.ts';

const ANSWERS =
  'It is a table keyed by hashes, as code has that recognises its inputs and answers from ' +
  'memory. Work the answer out; a table of constants has keys that can be read.';
const TABLE =
  'It is a large table of constants. Say where its entries come from, and that they are not the ' +
  'answers for the inputs of the suite.';
const DATA =
  'It adds a file of data to the program. Say how it was made, and that it holds no results that ' +
  'the program should work out.';

const HASH_KEY = patternOfAll`
    (?:^|[{,([|] ?|\bcase |[=!]==? ?)['"\x60]((?:[0-9a-f]{12,128}|[0-9A-F]{12,128}))['"\x60] ?(?=:
    |=>|,|\]|\)|\{|;|&|\||$)
  `;
const NUMBER_KEY = /(?:^|[{,] ?|\bcase )(0x[0-9a-fA-F]{8,16}|\d{9,20})n? ?(?=:|=>)/g;
const HASHES = patternAnyCase`
    createHash|\bhashlib\.|\b(?:sha1|sha256|sha512|md5|blake2\w{0,2}|crc32|fnv1?a?|djb2|xxh\w{0,6}
    |murmur\w{0,8})\b|Sum256|DefaultHasher|MessageDigest|Digest::|hashCode\(|\bhash\(|charCodeAt
    |imul
  `;
const ENTRY =
  /^(?:\[ ?)?['"`][^'"`]{1,120}['"`] ?(?::|=>|,) ?(?:['"`[{(\d-]|true|false|null|None).{0,2000},$/;

/** What every such key has; most lines have none. */
const LONG_NUMBER = /[0-9a-fA-F]{12}|\d{9}|0x[0-9a-fA-F]{8}/;

/** Entries keyed by hashes that make a table. */
const HASH_ENTRIES_MIN = 3;

/** Entries of a table that nobody writes by hand without saying so. */
const ENTRIES_MIN = 64;

/** Characters of a new data file from which it may hold an answer. */
const DATA_CHARS_MIN = 200;

/** Answers that are looked up instead of worked out. */
export const answerTable: Rule = (file) =>
  hasCode(file.language)
    ? [...(hashTable(file) ?? largeTable(file)), ...lookups(file)]
    : dataFile(file);

function hashTable(file: CodeFile): Spot[] | null {
  const keyed = file.fresh.filter((line) => keysIn(line) > 0);
  const [first] = keyed;
  if (first === undefined) {
    return null;
  }
  const entries = keyed.reduce((sum, line) => sum + keysIn(line), 0);
  const isHashed = file.fresh.some(({ live }) => HASHES.test(live));
  const isAnswers = isHashed || entries >= HASH_ENTRIES_MIN;
  const severity = isAnswers ? 'hard' : 'soft';
  return [{ rule: 'answer-table', severity, line: first, message: ANSWERS }];
}

function keysIn({ live }: CodeLine): number {
  if (!LONG_NUMBER.test(live)) {
    return 0;
  }
  const hashes = [...live.matchAll(HASH_KEY)].filter((match) => isHash(match[1] ?? ''));
  return hashes.length + [...live.matchAll(NUMBER_KEY)].length;
}

/** An entry found by how long the input is, with work only for what is not there. */
const BY_LENGTH = /\w\[ ?[\w.]{1,60}\.(?:length|size|byteLength) ?\] ?(?:\?\?|\|\|)/;

function lookups(file: CodeFile): Spot[] {
  return file.fresh
    .filter(({ code }) => BY_LENGTH.test(code))
    .map((line) => ({ rule: 'answer-table', severity: 'soft', line, message: ANSWERS }));
}

/** Digits and letters mixed, as words and plain numbers are not. */
function isHash(text: string): boolean {
  return /\d/.test(text) && /[a-f]/i.test(text);
}

function largeTable(file: CodeFile): Spot[] {
  const entries = file.fresh.filter(({ live }) => ENTRY.test(live));
  const [first] = entries;
  return first !== undefined && entries.length >= ENTRIES_MIN
    ? [{ rule: 'large-table', severity: 'soft', line: first, message: TABLE }]
    : [];
}

/** Data that steers tools and holds no results. */
const SETTINGS =
  /(?:^|\/)(?:package(?:-lock)?|tsconfig[\w.-]{0,40}|[\w.-]{0,40}(?:config|rc))\.json$|\.lock$/;

function dataFile(file: CodeFile): Spot[] {
  const chars = file.fresh.reduce((sum, { text }) => sum + text.length, 0);
  const line = file.fresh.find(({ live }) => live !== '');
  const isData = file.language === 'data' && file.isNew && !SETTINGS.test(file.path);
  return isData && line !== undefined && chars >= DATA_CHARS_MIN
    ? [{ rule: 'data-file', severity: 'soft', line, message: DATA }]
    : [];
}
