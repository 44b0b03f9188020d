import { assert } from '../../base/index.ts';
import type { TrackedPull, Tracker } from '../../model/index.ts';
import type { PhaseFacts } from '../phases/facts.ts';
import { judgePhase, PHASES } from '../phases/phases.ts';
import type { TaskStatus } from '../status.ts';
import type { Effort, PhaseCount } from './tracker-facts.ts';

/** Characters between the brackets of the bar. */
const BAR_CHARS = 20;

/** Most effort of a quick win and of what is between, as the plan's lanes have it. */
const LOW_MAX = 1;
const MEDIUM_MAX = 5;

/** How many exit criteria of each phase hold. */
export function phaseCounts(facts: PhaseFacts): PhaseCount[] {
  return PHASES.map(({ number }) => {
    const { criteria } = judgePhase(number, facts);
    const met = criteria.filter(({ result }) => result.kind === 'met').length;
    return { phase: number, met, total: criteria.length };
  });
}

/**
 * The share of exit criteria that hold. Only a verified merge is all of it: nobody merges a share
 * of 0.99, and what is merged is not open any more.
 *
 * @returns null when there is nothing to count
 */
export function completionOf(
  phases: readonly PhaseCount[],
  status: TaskStatus,
): TrackedPull['completion'] {
  for (const { met, total } of phases) {
    const isSound = Number.isSafeInteger(met) && Number.isSafeInteger(total);
    assert(isSound && met >= 0 && met <= total, 'of the criteria of a phase some or all are met');
  }
  const met = phases.reduce((sum, one) => sum + one.met, 0);
  const total = phases.reduce((sum, one) => sum + one.total, 0);
  if (status.kind === 'completed') {
    return { share: 1, percent: percentText(1), met, total };
  }
  const share = total === 0 ? 0 : Math.min(met / total, NOT_YET);
  return total === 0 ? null : { share, percent: percentText(share), met, total };
}

/** Shown as 99 %. */
const NOT_YET = 0.99;

/** How much of the campaign is merged; what was abandoned does not count. */
export function progressOf(states: readonly TaskStatus['kind'][]): Tracker['progress'] {
  const abandoned = states.filter((state) => state === 'abandoned').length;
  const completed = states.filter((state) => state === 'completed').length;
  const total = states.length - abandoned;
  const share = total === 0 ? 0 : completed / total;
  const filled = Math.floor(share * BAR_CHARS);
  const bar = '#'.repeat(filled) + '-'.repeat(BAR_CHARS - filled);
  const percent = percentText(share);
  const text = `[${bar}] ${percent} (${completed}/${total})`;
  return { completed, total, abandoned, share, percent, text };
}

/** `33 %`, rounded down, so that only all of it is 100 %. */
function percentText(share: number): string {
  return `${Math.floor(share * 100 + ROUNDING)} %`;
}

/** 0.29 × 100 is 28.999999999999996. */
const ROUNDING = 1e-9;

/** In the words of the plan's lanes, whichever unit it counts in. */
export function complexityOf(effort: Effort | null): TrackedPull['complexity'] {
  if (effort === null || !(effort.amount > 0)) {
    return null;
  }
  return effort.amount <= LOW_MAX ? 'low' : effort.amount <= MEDIUM_MAX ? 'medium' : 'high';
}

/** `3 person-days`, `1 attempt`. */
export function effortText(effort: Effort | null): string | null {
  if (effort === null || !(effort.amount > 0)) {
    return null;
  }
  const amount = Number(effort.amount.toPrecision(3));
  return `${amount} ${amount === 1 ? effort.unit.slice(0, -1) : effort.unit}`;
}
