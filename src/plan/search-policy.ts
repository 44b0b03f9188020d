/** How long a search for proposals goes on. */
export interface SearchPolicy {
  /** Rounds of proposals at most, 1 or more. */
  readonly roundsMax: number;
  /** Rounds one after the other in which nothing was kept, 1 or more. */
  readonly barrenRoundsMax: number;
  /** From the begin of the search, in ms; null for no bound. */
  readonly elapsedMsMax: number | null;
  /** Proposals that are judged; null for no bound. */
  readonly attemptsMax: number | null;
  /** US dollars that agents say they cost together; null for no bound. */
  readonly costMax: number | null;
}

/** What one round brought. */
export interface SearchRound {
  /** Proposals that were handed in and judged. */
  readonly attempts: number;
  readonly kept: number;
  /** US dollars as far as agents say; 0 when none does. */
  readonly cost: number;
}

/** How far a search is. */
export interface SearchState {
  readonly rounds: readonly SearchRound[];
  readonly elapsedMs: number;
  /** False as long as there are none or one of them is not. */
  readonly targetsReached: boolean;
  /** False when a profile shows nothing more that is worth a try; null when nobody looked. */
  readonly bottleneckLeft: boolean | null;
  /** False when nobody is left who could propose anything new. */
  readonly hasProposers: boolean;
}

/** What to do next, with what is left for it. */
export type SearchMove =
  | {
      readonly kind: 'round';
      /** 1 for the first. */
      readonly round: number;
      readonly elapsedMsLeft: number | null;
      readonly attemptsLeft: number | null;
      readonly costLeft: number | null;
    }
  | { readonly kind: 'stop'; readonly because: SearchEnd; readonly reason: string };

/** Why a search ends. */
export type SearchEnd =
  | 'targets'
  | 'no-bottleneck'
  | 'no-proposers'
  | 'rounds'
  | 'barren'
  | 'time'
  | 'attempts'
  | 'cost';

/** The next move of a search. The first round always takes place. */
export function nextMove(state: SearchState, policy: SearchPolicy): SearchMove {
  const { rounds, elapsedMs } = state;
  const attempts = sum(rounds.map((round) => round.attempts));
  const cost = sum(rounds.map((round) => round.cost));
  const stop = rounds.length === 0 ? null : reasonToStop(state, policy, { attempts, cost });
  if (stop !== null) {
    return { kind: 'stop', ...stop };
  }
  return {
    kind: 'round',
    round: rounds.length + 1,
    elapsedMsLeft: left(policy.elapsedMsMax, elapsedMs),
    attemptsLeft: left(policy.attemptsMax, attempts),
    costLeft: left(policy.costMax, cost),
  };
}

function reasonToStop(
  state: SearchState,
  policy: SearchPolicy,
  used: { readonly attempts: number; readonly cost: number },
): { readonly because: SearchEnd; readonly reason: string } | null {
  const { rounds } = state;
  const barren = rounds.length - 1 - rounds.findLastIndex(({ kept }) => kept > 0);
  const checks: readonly [boolean, SearchEnd, string][] = [
    [state.targetsReached, 'targets', 'Every target is reached.'],
    [
      state.bottleneckLeft === false,
      'no-bottleneck',
      'Nothing that is left costs enough for a gain on it to be seen on this machine.',
    ],
    [!state.hasProposers, 'no-proposers', 'Nobody is there who could propose anything new.'],
    [
      isUsedUp(policy.elapsedMsMax, state.elapsedMs),
      'time',
      `The time of the search is over: ${minutes(policy.elapsedMsMax)}.`,
    ],
    [
      isUsedUp(policy.attemptsMax, used.attempts),
      'attempts',
      `${used.attempts} proposals were judged, and ${policy.attemptsMax ?? 0} may be.`,
    ],
    [
      isUsedUp(policy.costMax, used.cost),
      'cost',
      `The agents say that they cost ${dollars(used.cost)} of ${dollars(policy.costMax ?? 0)}.`,
    ],
    [
      barren >= policy.barrenRoundsMax,
      'barren',
      `Nothing was kept in ${barren === 1 ? 'the last round' : `the last ${barren} rounds`}.`,
    ],
    [
      rounds.length >= policy.roundsMax,
      'rounds',
      `${rounds.length === 1 ? 'The one round' : `All ${rounds.length} rounds`} took place.`,
    ],
  ];
  const [, because, reason] = checks.find(([holds]) => holds) ?? [];
  return because === undefined || reason === undefined ? null : { because, reason };
}

function dollars(amount: number): string {
  return `$${amount.toFixed(2)}`;
}

function isUsedUp(bound: number | null, used: number): boolean {
  return bound !== null && used >= bound;
}

function left(bound: number | null, used: number): number | null {
  return bound === null ? null : Math.max(0, bound - used);
}

function minutes(ms: number | null): string {
  const value = (ms ?? 0) / 60_000;
  return `${Number(value.toFixed(1))} min`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
