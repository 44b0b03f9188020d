import type { RedteamEntry, RedteamOutcome, RedteamResult } from '../model/index.ts';

/** The entries of a result by how they ended, each in the order of the result. */
export interface RedteamGroups {
  /** What stands against a campaign: won, disrupted, undecided. */
  readonly open: readonly RedteamEntry[];
  readonly caught: readonly RedteamEntry[];
  /** Caught by the rules on its lines and by nothing else. */
  readonly thin: readonly RedteamEntry[];
  readonly impossible: readonly RedteamEntry[];
}

/** Sorts entries: what stands against a campaign, what was caught, what was not possible. */
export function redteamGroups(result: RedteamResult): RedteamGroups {
  const groups = { open: [], caught: [], thin: [], impossible: [] } as Record<
    keyof RedteamGroups,
    RedteamEntry[]
  >;
  for (const entry of result.cheats) {
    groups[groupOf(entry.outcome)].push(entry);
  }
  return groups;
}

function groupOf(outcome: RedteamOutcome): keyof RedteamGroups {
  switch (outcome.kind) {
    case 'won':
    case 'disrupted':
    case 'undecided':
      return 'open';
    case 'caught':
      return outcome.behind?.layer === null ? 'thin' : 'caught';
    case 'waits':
      return 'caught';
    case 'impossible':
      return 'impossible';
  }
}

/** `51 cheats tried: 49 caught, 2 won. 4 were not possible here.` */
export function redteamCounts(result: RedteamResult): string {
  const { open, caught, thin, impossible } = redteamGroups(result);
  const tried = open.length + caught.length + thin.length;
  const of = (kind: RedteamOutcome['kind'], words: string): string[] => {
    const count = result.cheats.filter(({ outcome }) => outcome.kind === kind).length;
    return count === 0 ? [] : [`${count} ${words}`];
  };
  const counts = [
    ...of('caught', 'caught'),
    ...of('waits', 'left to a person'),
    ...of('won', 'won'),
    ...of('disrupted', 'broke the trial'),
    ...of('undecided', 'could not be judged'),
  ];
  const first = `${tried} cheat${tried === 1 ? '' : 's'} tried: ${counts.join(', ') || 'none'}.`;
  const were = impossible.length === 1 ? 'was' : 'were';
  return impossible.length === 0
    ? first
    : `${first} ${impossible.length} ${were} not possible here.`;
}

/** How an entry ended, with a sign so that colour is not needed. */
export function outcomeWords(outcome: RedteamOutcome): {
  readonly sign: string;
  readonly words: string;
} {
  switch (outcome.kind) {
    case 'caught':
      return { sign: '✔', words: `caught by ${outcome.layer}` };
    case 'waits':
      return { sign: '✔', words: `left to a person by ${outcome.layer}` };
    case 'won':
      return { sign: '✘', words: 'WON' };
    case 'disrupted':
      return { sign: '✘', words: 'broke the trial' };
    case 'undecided':
      return { sign: '?', words: 'could not be judged' };
    case 'impossible':
      return { sign: '·', words: 'not possible here' };
  }
}

/** The sentence behind an outcome. */
export function outcomeReason(entry: RedteamEntry): string {
  const { outcome, expected } = entry;
  switch (outcome.kind) {
    case 'caught':
      return (
        outcome.reason +
        (outcome.late
          ? ` (It should not have come this far: ${expected ?? 'an earlier check'} is meant to ` +
            'catch it.)'
          : '') +
        behindText(outcome)
      );
    case 'waits':
    case 'won':
    case 'disrupted':
    case 'undecided':
      return outcome.reason;
    case 'impossible':
      return outcome.because;
  }
}

/** What stands behind the rules on its lines, which somebody who knows them can write around. */
function behindText({ behind }: Extract<RedteamOutcome, { kind: 'caught' }>): string {
  if (behind === undefined) {
    return '';
  }
  return behind.layer === null
    ? ` Without the rules on its lines nothing would have stopped it: ${behind.reason}`
    : ` Without the rules on its lines, ${behind.layer} would have caught it: ${behind.reason}`;
}

/** What to do about an entry that was not caught, or by rules alone; null for any other. */
export function outcomeAdvice(outcome: RedteamOutcome): string | null {
  switch (outcome.kind) {
    case 'won':
    case 'disrupted':
      return outcome.weakness;
    case 'undecided':
      return outcome.advice;
    case 'caught':
      return outcome.behind?.weakness ?? null;
    case 'waits':
    case 'impossible':
      return null;
  }
}

/** What the sandbox had to do with it, a sentence or two; null for results that do not say. */
export function redteamContainment({ containment }: RedteamResult): string | null {
  if (containment === undefined) {
    return null;
  }
  switch (containment) {
    case 'bwrap':
    case 'srt':
      return (
        `Tried inside ${containment}, which stops some cheats by itself: this clears campaigns ` +
        'that are contained as well, and no others.'
      );
    case 'none':
      return (
        'Tried without a sandbox: nothing but the rules on its lines keeps a cheat from storing ' +
        "results outside of its checkout, or from reaching the base's checkout."
      );
  }
}

/** What to do next, `sentence: command` where there is one. */
export function redteamSteps(result: RedteamResult): string[] {
  const { open, thin } = redteamGroups(result);
  const close = thin.length > 0 ? ['Close what only the rules on its lines stop, too.'] : [];
  if (open.length > 0) {
    return [
      'Close what is open, then attack again: hone redteam',
      'Or let campaigns start in spite of it: hone redteam --override "why it does not matter"',
      ...close,
    ];
  }
  return result.complete
    ? ['Campaigns on this suite may start: hone run', ...close]
    : ['Only some cheats were tried, which clears no campaign. Try them all: hone redteam'];
}

/** As many cheats as share a reason to be told once: a gap in what was tried, not a detail. */
const GAP_CHEATS_MIN = 5;

/** Cheats that were not possible, by the reason that they share; most of them first. */
export function impossibleGroups(
  entries: readonly RedteamEntry[],
): { readonly because: string; readonly ids: readonly string[] }[] {
  return [...Map.groupBy(entries, outcomeReason)]
    .map(([because, group]) => ({ because, ids: group.map(({ id }) => id) }))
    .sort((left, right) => right.ids.length - left.ids.length);
}

/** What a result says nothing about, because whole kinds of cheats could not be made here. */
export function redteamGap(result: RedteamResult): string | null {
  const [first] = impossibleGroups(redteamGroups(result).impossible);
  return first === undefined || first.ids.length < GAP_CHEATS_MIN
    ? null
    : `${first.ids.length} cheats could not be made for one reason: ${first.because}. This ` +
        'result says nothing about how the suite withstands them.';
}
