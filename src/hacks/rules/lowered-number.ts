import { patternAnyCase } from './pattern.ts';
import type { CodeHunk } from '../code-change.ts';
import { hasCode, type Rule, type Spot } from './rule.ts';

const MESSAGE =
  'It is the old line with a number that asks for less work (fewer rounds, terms or digits, a ' +
  'wider tolerance). Less work is not the same work done faster; keep the number.';

const NUMBER = /(?<![\w.$])\d[\d_]{0,30}(?:\.\d{1,30})?(?:e[+-]?\d{1,3})?\b/gi;
const AMOUNTS = patternAnyCase`
    iter|round|step|epoch|sample|trial|pass(?:es)?\b|attempt|depth|precision|digits|decimals|limit
    |max|count|num|repeat|loop|degree|order|terms|rows|lines|places|quality|level|total|candidates
    |neighbou?rs|retries|\bfor\b|\brange\(|\btimes\b|\bwhile\b|\bn\b|\bk\b
  `;
const TOLERANCES = /tol|eps|threshold|error|delta|accuracy/i;
/** Sizes that are tuned without changing what is done. */
const TUNED = patternAnyCase`
    buf|cache|chunk|pool|timeout|delay|interval|batch|capacity|backoff|wait|sleep|block|shard
    |worker|thread|page|window|concurren|parallel|stack|queue|reserve|alloc|ttl|\bms\b|_ms|Ms\b
    |seconds|fast|small|cutoff
  `;

/** Numbers of the old line that were lowered, or tolerances that were raised. */
export const loweredNumber: Rule = (file) =>
  hasCode(file.language) ? file.hunks.flatMap(loweredIn) : [];

function loweredIn({ lines, removed }: CodeHunk): Spot[] {
  const before = new Map<string, number[][]>();
  for (const { live } of removed.filter((line) => DIGIT.test(line.live))) {
    const shape = live.replaceAll(NUMBER, '0');
    const known = before.get(shape) ?? [];
    known.push(numbersIn(live));
    before.set(shape, known);
  }
  if (before.size === 0) {
    return [];
  }
  return lines
    .filter(({ isAdded, live }) => isAdded && DIGIT.test(live))
    .filter(({ live }) => asksForLess(live, before.get(live.replaceAll(NUMBER, '0')) ?? []))
    .map((line) => ({ rule: 'lowered-number', severity: 'soft', line, message: MESSAGE }));
}

const DIGIT = /\d/;

function numbersIn(live: string): number[] {
  return [...live.matchAll(NUMBER)].map(([text]) => Number(text.replaceAll('_', '')));
}

/** Lines that are equal apart from numbers; the nearest of several decides. */
function asksForLess(live: string, before: readonly (readonly number[])[]): boolean {
  if (before.length === 0 || before.length > SAME_SHAPE_MAX) {
    return false;
  }
  const now = numbersIn(live);
  if (before.some((then) => then.every((each, index) => each === now[index]))) {
    return false;
  }
  const isAmount = AMOUNTS.test(live) && !TUNED.test(live);
  const isTolerance = TOLERANCES.test(live);
  return before.some((then) => {
    const changed = then.flatMap((each, index) => {
      const other = now[index];
      return other === undefined || other === each ? [] : [{ from: each, to: other }];
    });
    return (
      changed.length === 1 &&
      changed.every(({ from, to }) => (isTolerance ? to > from : isAmount && to < from))
    );
  });
}

/** More lines of one shape are a table, in which rows can't be told apart. */
const SAME_SHAPE_MAX = 4;
