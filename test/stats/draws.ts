import type { Random } from '../../src/base/index.ts';

/** A standard normal draw (Box and Muller), independent of the code under test. */
export function normalDraw(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random.fraction()));
  return radius * Math.cos(2 * Math.PI * random.fraction());
}

/** As many draws as wanted. */
export function normalDraws(random: Random, count: number): number[] {
  return Array.from({ length: count }, () => normalDraw(random));
}

/** Symmetric with heavy tails, like time differences beside a neighbour that works in bursts. */
export function burstyDraws(random: Random, count: number): number[] {
  return Array.from({ length: count }, () => {
    const scale = random.fraction() < 0.2 ? 10 : 1;
    return scale * normalDraw(random);
  });
}
