import type { NoiseFloor, Note } from '../model/index.ts';
import { metricAndMode } from './metric-words.ts';
import { countOf, formatShare } from './quantity.ts';
import { oneLine } from './safe-text.ts';

/** What the machine could see before anything was judged, as one sentence of plain text. */
export function noiseSentence(noise: NoiseFloor): string {
  const { spread, smallestEffect } = noise;
  const what = `${oneLine(noise.benchmark)} (${metricAndMode(noise.metric, noise.placement)})`;
  if (spread === null || smallestEffect === null) {
    return (
      `How much noise hides on ${what} was not measured: a few pairs of the base against itself ` +
      `take too long.`
    );
  }
  return (
    `This machine, now, sees changes of about ${rounded(smallestEffect)} or more on ${what} ` +
    `within this run's limits (${countOf(noise.verdictPairs, 'fresh pair')}): the base against ` +
    `itself differed by ±${rounded(spread)} from pair to pair.`
  );
}

/** The same as something that weakens the whole run; null when the machine sees enough. */
export function noiseNote(noise: NoiseFloor): Note | null {
  const { smallestEffect, minEffect, hidden } = noise;
  const targets = hidden.map(
    ({ metric, changeNeeded, smallestEffect: seen }) =>
      `The target on ${oneLine(noise.benchmark)} ${oneLine(metric)} asks for ` +
      `${rounded(Math.abs(changeNeeded))}, less than the ${rounded(seen)} that can be seen; this ` +
      `was accepted with --noise accept.`,
  );
  const small = smallestEffect !== null && smallestEffect > minEffect;
  if (!small && targets.length === 0) {
    return null;
  }
  const missed = small
    ? [`Smaller changes mostly end as inconclusive, also those above ${formatShare(minEffect)}.`]
    : [];
  return {
    code: 'noise-floor',
    text: [noiseSentence(noise), ...missed, ...targets].join(' '),
    advice:
      'Stop what else runs here or use a quieter machine, let the benchmark do more work per ' +
      'run, allow more pairs (budgets.pairs), or raise min_effect; hone doctor says what is wrong.',
  };
}

/** Two digits: it is an estimate from a few pairs. */
function rounded(fraction: number): string {
  return formatShare(Number(fraction.toPrecision(2)));
}
