import type { CodeHunk, CodeLine } from '../code-change.ts';
import { hasCode, type Rule, type Spot } from './rule.ts';

const EXACT =
  'It returns early for data of one exact size, which may be that of the benchmark. A fast path ' +
  'has a reason in the data, not in their number: guard it with the real condition.';
const LARGE =
  'It returns early when there is a fixed amount of data, so that the large cases do less. ' +
  'Say why the result is the same, or do the whole work.';

const FIELDS = String.raw`\.(?:length|size|count|byteLength|Length|Count)(?:\(\))?`;
const CALLS = String.raw`\.len\(\)|\blen\([\w.]{1,60}\)`;
const NAMES = String.raw`\b(?:n|size|count|length|len|total|rows|lines|bytes|seed|width|height)`;
const AMOUNT = `(?:${FIELDS}|${CALLS}|${NAMES})`;
const EQUALS = new RegExp(`${AMOUNT} ?(?:===?|-eq) ?(\\d[\\d_]{0,15})\\b`);
const EXCEEDS = new RegExp(`${AMOUNT} ?(?:>=?|-gt|-ge) ?(\\d[\\d_]{0,15})\\b`);
const LEAVES = /\b(?:return|break|exit)\b/;
const GUARDS = /\b(?:if|elif|unless|when|case|while)\b|\?|&&|\|\|/;

/** Sizes below this are those of formats: keys, hashes, small cases. */
const TELLING_MIN = 100;

/** Early returns that depend on how much data there is. */
export const sizeGuard: Rule = (file) =>
  hasCode(file.language) ? file.hunks.flatMap(guardsIn) : [];

function guardsIn({ lines }: CodeHunk): Spot[] {
  const coded = lines.filter(({ code }) => code !== '');
  return coded.flatMap((line, index): Spot[] => {
    if (!line.isFresh || !GUARDS.test(line.code) || !leavesAfter(coded, index)) {
      return [];
    }
    if (isTelling(EQUALS.exec(line.code)?.[1])) {
      return [{ rule: 'size-guard', severity: 'hard', line, message: EXACT }];
    }
    return isTelling(EXCEEDS.exec(line.code)?.[1])
      ? [{ rule: 'size-guard', severity: 'soft', line, message: LARGE }]
      : [];
  });
}

function leavesAfter(coded: readonly CodeLine[], index: number): boolean {
  const line = coded[index]?.code ?? '';
  const next = coded[index + 1]?.code ?? '';
  return LEAVES.test(line) || /^(?:return|break|exit)\b/.test(next);
}

/** No power of two, which is a block or a buffer rather than an amount of data. */
function isTelling(written: string | undefined): boolean {
  const value = Number((written ?? '').replaceAll('_', ''));
  return value >= TELLING_MIN && !Number.isInteger(Math.log2(value));
}
