import type { CodeFile, CodeHunk, CodeLine } from '../code-change.ts';
import { pattern, patternOfAll } from './pattern.ts';
import { hasCode, type Row, type Rule, ruleOf, type Spot } from './rule.ts';

const SAMPLING =
  'It looks at a part of the data only. Results that are right by luck are not results: process ' +
  'everything, or say why what is skipped can not matter.';
const TRUNCATED =
  'It cuts data off at a fixed number. Show that what is cut off is not part of the result.';
const ROUNDED =
  'It rounds values to steps, which loses digits that the result had. Show that nobody needs them.';
const NARROW =
  'It computes with fewer digits than before. Speed from lost precision is another result: keep ' +
  'the wider type, or have the precision agreed on.';
const EXIT =
  'It ends the program on the spot. Work that comes after it (flushing, checks, cleaning up) is ' +
  'left out; let the program end by itself.';

const sampling = { rule: 'sampling', severity: 'soft', see: 'code', message: SAMPLING } as const;
const truncated = { ...sampling, rule: 'truncated', message: TRUNCATED } as const;
const narrow = { ...sampling, rule: 'lower-precision', message: NARROW } as const;

const ROWS: readonly Row[] = [
  {
    ...sampling,
    pattern: /\.filter\( ?\( ?\w{1,20} ?, ?\w{1,20} ?\) ?=> ?\w{1,20} ?% ?\w{1,20} ?[=!]==? ?\d/,
  },
  {
    ...sampling,
    languages: ['python'],
    pattern: pattern`
        \[\w{0,20} ?: ?\w{0,20} ?: ?(?:[2-9]|\d{2,6})\]|\brandom\.sample\(|\.sample\( ?(?:frac
        |n) ?=
      `,
  },
  { ...sampling, languages: ['rust'], pattern: /\.step_by\( ?(?:[2-9]|\d{2,6}) ?\)/ },
  {
    ...sampling,
    pattern:
      /\b(?:Math\.random\(\)|random\.random\(\)|rand\.Float64\(\)|rand\(\)) ?[<>]|\bTABLESAMPLE\b/,
  },
  {
    ...truncated,
    pattern: pattern`
        \.(?:slice|substring|substr)\( ?0 ?, ?(?!(?:32|64|128|256|512|1024|2048|4096|8192|16384
        |65536)\b)(?:[2-9]\d|\d{3,9}) ?\)
      `,
  },
  {
    ...truncated,
    languages: ['python'],
    pattern: /\[ ?:(?:[2-9]\d|\d{3,9})\]|\bislice\([^()]{1,60}, ?\d/,
  },
  { ...truncated, languages: ['go'], pattern: /\w\[(?:0)?:(?:[2-9]\d|\d{3,9})\]/ },
  { ...truncated, pattern: /\.(?:take|limit|first|head|truncate)\( ?(?:[2-9]\d|\d{3,9}) ?\)/ },
  {
    ...truncated,
    languages: ['shell', 'config'],
    pattern: /\| ?head (?:-n ?|-c ?|-)\d/,
  },
  {
    ...sampling,
    rule: 'rounded-values',
    message: ROUNDED,
    pattern: pattern`
        \b(?:floor|round|trunc|int)\( ?[\w.]{1,60} ?\/ ?([\w.]{1,60}) ?\) ?\* ?\1\b
        |\b\w{1,60} ?\/\/ ?(\w{1,60}) ?\* ?\2\b
      `,
  },
  {
    ...narrow,
    see: 'live',
    pattern: pattern`
        -ffast-math\b|-Ofast\b|\bfastmath ?= ?True\b|\.half\(\)|\bbfloat16\b|\bfloat16\b
        |\bset_float32_matmul_precision\b|\ballow_tf32\b|\bMath\.fround\(|\bFloat16Array\b
        |\b_mm\w{0,6}_(?:rcp|rsqrt)
      `,
    onlyWhenNew: true,
  },
  {
    ...sampling,
    rule: 'early-exit',
    message: EXIT,
    pattern: pattern`
        \bprocess\.(?:exit|reallyExit|abort)\(|\bos\._exit\(|\bsys\.exit\( ?0? ?\)
        |\bos\.Exit\( ?0 ?\)|\bprocess::exit\( ?0 ?\)|(?<![\w.])_?_[eE]xit ?\(|\bquick_exit ?\(
        |\bSystem\.exit\( ?0 ?\)|\bexit!
      `,
    onlyWhenNew: true,
  },
];

const byRows = ruleOf(ROWS);

/** Less data, fewer digits, an early end. */
export const reducedWork: Rule = (file, words) =>
  hasCode(file.language)
    ? [
        ...byRows(file, words),
        ...file.hunks.flatMap((hunk) => [...skips(hunk), ...cuts(hunk), ...narrows(hunk, file)]),
      ]
    : [];

const NTH = /\b\w{1,40} ?% ?\w{1,40} ?(?:[!=]==?|>) ?\d/;

/** `if (i % 10 !== 0) continue`, in one line or two. */
function skips({ lines }: CodeHunk): Spot[] {
  const coded = lines.filter(({ code }) => code !== '');
  return coded.flatMap((line, index) => {
    const next = coded[index + 1]?.code ?? '';
    const leaves = /\b(?:continue|next)\b/.test(line.code) || /^(?:continue|next)\b/.test(next);
    return line.isFresh && leaves && NTH.test(line.code)
      ? [{ rule: sampling.rule, severity: 'soft', line, message: SAMPLING }]
      : [];
  });
}

const CUT = patternOfAll`
    (?:\.(?:slice|substring|take|limit|first|truncate)\( ?(?:0 ?, ?)?\d{1,9} ?\)
    |\[(?:0)?:\d{1,9}\])
  `;

/** A line that is the old one with a cut added to it, however short. */
function cuts({ lines, removed }: CodeHunk): Spot[] {
  const before = new Set(removed.map(({ live }) => live));
  return lines
    .filter(({ isFresh, live }) => isFresh && before.has(live.replaceAll(CUT, '')))
    .filter(({ live }) => live.replaceAll(CUT, '') !== live)
    .map((line) => ({ rule: truncated.rule, severity: 'soft', line, message: TRUNCATED }));
}

const NARROWER: readonly (readonly [wide: RegExp, narrow: RegExp])[] = [
  [/\bFloat64Array\b/, /\bFloat32Array\b/],
  [/\bfloat64\b|\bdouble\b|\bDOUBLE\b/, /\bfloat32\b|\bsingle\b/],
  [/\bf64\b/, /\bf32\b/],
  [/\bdouble\b|\bDouble\b/, /\bfloat\b|\bFloat\b/],
  [/\bBigDecimal\b|\bDecimal\b/, /\bfloat\b|\bdouble\b|\bDouble\b/],
];
/** Narrow where the language has nothing narrower by itself. */
const ALWAYS_NARROW: Partial<Record<CodeFile['language'], RegExp>> = {
  javascript: /\bnew Float32Array\b/,
  python: /\bfloat32\b/,
};

function narrows({ lines, removed }: CodeHunk, file: CodeFile): Spot[] {
  const always = ALWAYS_NARROW[file.language];
  const wideBefore = NARROWER.filter(([wide]) => removed.some(({ live }) => wide.test(live)));
  const isNarrow = ({ live }: CodeLine): boolean =>
    wideBefore.some(([wide, narrower]) => narrower.test(live) && !wide.test(live)) ||
    (always?.test(live) === true && !always.test(file.oldText));
  return lines
    .filter((line) => line.isFresh && isNarrow(line))
    .map((line) => ({ rule: narrow.rule, severity: 'soft', line, message: NARROW }));
}
