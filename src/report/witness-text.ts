import type { Witness } from '../model/index.ts';
import type { Entry } from './compare-facts.ts';
import { countOf, formatCount } from './quantity.ts';
import { quoted } from './result-sentence.ts';

/** Decimals of a ratio of instructions, which differ by far less than times. */
const DECIMALS = 4;

/**
 * What the second witness counted, one sentence for each candidate that it was asked about. Plain
 * text in one line; escaping for HTML or Markdown is the caller's.
 */
export function witnessSentences(entries: readonly Entry[]): string[] {
  const several = entries.length > 1;
  return entries.flatMap(({ candidate }) => {
    const { witness } = candidate;
    if (witness === undefined) {
      return [];
    }
    const lead = several ? `${quoted(candidate.name)}: ` : '';
    return [
      witness === null
        ? `${lead}Second witness: instructions could not be counted.`
        : lead + witnessSentence(witness),
    ];
  });
}

function witnessSentence({ kind, base, candidate, ratio }: Witness): string {
  const [estimate, lo, hi] = [ratio.estimate, ratio.lo, ratio.hi].map((one) =>
    one.toFixed(DECIMALS),
  );
  const runs =
    base.length === candidate.length
      ? `${countOf(base.length, 'run')} each`
      : `${base.length} and ${countOf(candidate.length, 'run')}`;
  return (
    `Second witness (${kind}): instructions ${formatCount(middle(base))} → ` +
    `${formatCount(middle(candidate))}, ratio ${estimate} (range ${lo} to ${hi}, ${runs}).`
  );
}

/** The middle run; the smaller of two. */
function middle(counts: readonly number[]): number {
  const sorted = counts.toSorted((left, right) => left - right);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}
