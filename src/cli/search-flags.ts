import { HoneError } from '../base/index.ts';
import type { RunFlowOptions } from '../campaign/index.ts';
import { duration } from './flags.ts';

/** Flags that say how long developers go on proposing. */
export interface SearchFlags {
  readonly rounds?: number;
  readonly patience?: number;
  readonly budget?: readonly string[];
}

/** Rounds without a kept proposal after which a search ends. */
const PATIENCE = 2;

/**
 * Reads the bounds of a search: `--budget 30m`, `--budget 12x` (proposals) and `--budget '$5'` or
 * `5usd` may stand beside each other.
 *
 * @throws HoneError E_USAGE for a budget that is none, or two of one kind
 */
export function searchFrom(flags: SearchFlags, roundsUsual: number): RunFlowOptions['search'] {
  const bounds = (flags.budget ?? []).map(boundFrom);
  const of = (kind: Bound['kind']): number | null => {
    const [first, second] = bounds.filter((bound) => bound.kind === kind);
    if (second !== undefined) {
      throw new HoneError('E_USAGE', `--budget was given twice for ${NAMES[kind]}. Leave one out.`);
    }
    return first?.value ?? null;
  };
  return {
    roundsMax: flags.rounds ?? roundsUsual,
    barrenRoundsMax: flags.patience ?? PATIENCE,
    elapsedMsMax: of('time'),
    attemptsMax: of('attempts'),
    costMax: of('cost'),
  };
}

interface Bound {
  readonly kind: 'time' | 'attempts' | 'cost';
  readonly value: number;
}

const NAMES: Readonly<Record<Bound['kind'], string>> = {
  time: 'the time',
  attempts: 'the number of proposals',
  cost: 'the money',
};

function boundFrom(word: string): Bound {
  const text = word.trim();
  const attempts = /^(\d{1,6})\s*(?:x|attempts?|proposals?)$/i.exec(text)?.[1];
  if (attempts !== undefined && Number(attempts) > 0) {
    return { kind: 'attempts', value: Number(attempts) };
  }
  const [, before, after] =
    /^(?:\$\s*(\d{1,9}(?:\.\d{1,4})?)|(\d{1,9}(?:\.\d{1,4})?)\s*(?:\$|usd))$/i.exec(text) ?? [];
  const cost = Number(before ?? after);
  if (cost > 0) {
    return { kind: 'cost', value: cost };
  }
  if (/[a-z]$/i.test(text)) {
    try {
      return { kind: 'time', value: duration(text) };
    } catch {
      // said below, with the other kinds of budgets
    }
  }
  throw new HoneError(
    'E_USAGE',
    `--budget takes a time (30m), a number of proposals (12x) or US dollars ($5); "${word}" is ` +
      'none of them.',
  );
}
