import type { Retro, RetroProposal } from '../../model/index.ts';

const SHOWN_MAX = 5;
const REASON_CHARS_MAX = 200;
const TOO_BOLD = 0.7;
const TOO_CAREFUL = 1.3;

/** Sentences that follow from the numbers of a run, and from nothing else. */
export function lessonsFrom(
  facts: Omit<Retro, 'lessons'>,
  noise: { benchmark: string; metric: string; smallestEffect: number } | null,
): string[] {
  return [
    ...facts.worked.slice(0, SHOWN_MAX).map(workedWords),
    ...refusedWords(facts),
    ...predictionWords(facts),
    ...effortWords(facts),
    ...(noise === null
      ? []
      : [
          `On ${noise.benchmark} ${noise.metric}, changes below about ` +
            `${percent(noise.smallestEffect)} could not be seen.`,
        ]),
  ];
}

/** What a kept proposal brought. */
export function workedWords({ title, benchmark, metric, ratio }: RetroProposal): string {
  if (ratio === null || benchmark === null) {
    return `"${shortened(title)}" was kept.`;
  }
  const size = `${change(ratio.estimate)} (${change(ratio.lo)} to ${change(ratio.hi)})`;
  return `"${shortened(title)}" brought ${benchmark} ${metric ?? ''} ${size}.`;
}

function refusedWords({ refused, effort }: Omit<Retro, 'lessons'>): string[] {
  const groups = [...Map.groupBy(refused, ({ check }) => check ?? 'a person')];
  return groups
    .toSorted(([, left], [, right]) => right.length - left.length)
    .map(([check, own]) => {
      const [first] = own;
      const reason =
        first === undefined ? '' : ` "${shortened(first.title)}": ${shortened(first.reason)}`;
      return `${own.length} of ${effort.attempts} ended at "${check}", such as${reason}`;
    });
}

function predictionWords({ predicted, realisedShare }: Omit<Retro, 'lessons'>): string[] {
  const untried = (predicted ?? []).filter(({ status }) => status === 'not tried').length;
  const left =
    untried === 0 ? [] : [`${untried} of ${predicted?.length ?? 0} planned items were not tried.`];
  if (realisedShare === null) {
    return left;
  }
  const advice =
    realisedShare < TOO_BOLD
      ? ' Predict less for what is like it.'
      : realisedShare > TOO_CAREFUL
        ? ' What was planned was worth more than was thought.'
        : '';
  return [`Measured gains were ${percent(realisedShare)} of the predicted ones.${advice}`, ...left];
}

function effortWords({ effort, worked }: Omit<Retro, 'lessons'>): string[] {
  const several = effort.proposers.length > 1;
  return [
    ...(effort.attempts > 0 && worked.length === 0 ? ['Nothing was kept.'] : []),
    ...effort.proposers
      .filter(({ costUsd }) => several || costUsd !== null)
      .map(
        ({ by, proposals, kept, costUsd }) =>
          `${by}: ${kept} of ${proposals} kept` +
          `${costUsd === null ? ', cost not told' : `, ${costUsd.toFixed(2)} USD`}.`,
      ),
  ];
}

/** One line, and not a long one. */
export function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > REASON_CHARS_MAX ? `${line.slice(0, REASON_CHARS_MAX - 1)}…` : line;
}

function change(ratio: number): string {
  const text = ((ratio - 1) * 100).toFixed(1);
  return `${ratio > 1 ? '+' : ''}${text} %`;
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(2))} %`;
}
