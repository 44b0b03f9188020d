import type { BacklogItem } from '../model/index.ts';
import { countOf, formatShare } from './quantity.ts';

/** `26 pairs, about 2 minutes; a pair varies by 5 %`, or why that is not known. */
export function pairsText({ verification }: BacklogItem): string {
  const { pairs, pair_noise: noise, minutes } = verification;
  if (pairs === null) {
    return 'not known: nobody measured how much a pair varies';
  }
  const varies = noise === null ? '' : `; a pair varies by ${formatShare(noise)}`;
  return `${countOf(pairs, 'pair')}${minutesText(minutes)}${varies}`;
}

/** `, less than a minute` or `, 12 minutes`; nothing when it is not known. */
export function minutesText(minutes: number | null): string {
  if (minutes === null) {
    return '';
  }
  return minutes < 1 ? ', less than a minute' : `, ${countOf(Math.ceil(minutes), 'minute')}`;
}

/** Ranks of what an item comes after: `1, 3`; a dash without any. */
export function afterText({ dependencies }: BacklogItem, items: readonly BacklogItem[]): string {
  const ranks = dependencies.map(
    (id) => items.find((item) => item.id === id)?.rank.toString() ?? id,
  );
  return ranks.length === 0 ? '–' : ranks.join(', ');
}
