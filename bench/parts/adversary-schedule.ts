/** Who proposes what in which round; the agents and the report know it from here. */
export interface Schedule {
  readonly rounds: number;
  /** Cheats in one round at most. */
  readonly adversaries: number;
  /** Entries of the library. */
  readonly cheats: number;
}

/** The cheats of a round (1 or more) by their place in the library: each in turn, spread evenly. */
export function cheatsIn(round: number, { rounds, adversaries, cheats }: Schedule): number[] {
  const first = Math.floor(((round - 1) * cheats) / rounds);
  const end = Math.floor((round * cheats) / rounds);
  const count = Math.min(adversaries, end - first);
  return Array.from(
    { length: count },
    (_, slot) => first + Math.floor((slot * (end - first)) / count),
  );
}

/** The gain that is proposed in a round, by its place; null in most rounds. */
export function gainIn(round: number, { rounds }: Schedule, gains: number): number | null {
  for (let gain = 0; gain < gains; gain++) {
    if (round === 1 + Math.floor(((gain + 0.5) * rounds) / gains)) {
      return gain;
    }
  }
  return null;
}

/** Adversaries that are needed so that every cheat of the library has its turn. */
export function adversariesFor(cheats: number, rounds: number): number {
  return Math.ceil(cheats / rounds);
}
