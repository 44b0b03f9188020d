import type { Environment, Note } from '../model/index.ts';

/**
 * Load at the beginning, as a share of the cores, from which something else must have run: a
 * measurement that has just ended leaves a load of about 1, which is less on two cores.
 */
const SHARE_AT_START = 0.75;

/** The same at the end, where the load of what was measured is in it. */
const SHARE_AT_END = 1.5;

/**
 * Says that the machine was busy with something else, if it was: pairs cancel a load that stays as
 * it is, not one that comes in bursts.
 */
export function loadNotes({
  cores,
  loadAverageStart,
  loadAverageEnd,
}: Pick<Environment, 'cores' | 'loadAverageStart' | 'loadAverageEnd'>): Note[] {
  const start = loadAverageStart ?? 0;
  const end = loadAverageEnd ?? 0;
  if (start < cores * SHARE_AT_START && end < cores * SHARE_AT_END) {
    return [];
  }
  return [
    {
      code: 'load',
      text:
        `Something else kept this machine busy: on ${cores} core${cores === 1 ? '' : 's'} the ` +
        `load was ${start.toFixed(1)} when measuring began and ${end.toFixed(1)} when it ended.`,
      advice: 'Wait for it or stop it, then measure again; pairs cancel steady load, not bursts.',
    },
  ];
}
