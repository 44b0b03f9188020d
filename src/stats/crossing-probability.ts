import { assert, at } from '../base/index.ts';
import { gaussLegendre, type Quadrature } from './gauss-legendre.ts';
import { LOOKS_MAX } from './limits.ts';
import { normalCdf, normalDensity } from './normal.ts';

/** A sequence of looks at a growing sample, each with the same two-sided bound on z. */
export interface LookPlan {
  /** Sample sizes at the looks, increasing, whole numbers above 0, at most LOOKS_MAX. */
  readonly looks: readonly number[];
  /** Bound on |z|, above 0. */
  readonly bound: number;
  /** What z gains per square root of a sample: 0 under the null hypothesis. */
  readonly drift: number;
  /** What is known already: z after `samples`, fewer than the first of `looks`. */
  readonly start?: { readonly z: number; readonly samples: number };
}

/** Probability that z ends below -bound or above bound at any of the looks. */
export interface Crossing {
  readonly below: number;
  readonly above: number;
}

/** Beyond this many standard deviations a step adds less than 1e-18 to a probability. */
const STEP_DEVIATIONS_MAX = 9;

/**
 * Probability that z crosses its bound at any look, by carrying the density of the paths that are
 * still inside from look to look. Every spacing of looks is allowed.
 *
 * @param rule - from `ruleFor`; made here when it is left out
 * @throws AssertionError for looks that are not an increasing sequence
 * @see Armitage, McPherson and Rowe 1969, J. R. Stat. Soc. A 132; Jennison and Turnbull 2000,
 * Group Sequential Methods, chapter 19. Accurate to 1e-9, see the test.
 */
export function crossingProbability(plan: LookPlan, rule: Quadrature = ruleFor(plan)): Crossing {
  checkLooks(plan);
  const { bound, drift, start = { z: 0, samples: 0 } } = plan;
  let inside: Paths = { z: Float64Array.of(start.z), mass: Float64Array.of(1) };
  let samples = start.samples;
  let below = 0;
  let above = 0;
  for (const look of plan.looks) {
    const step = stepBetween(samples, look, drift);
    inside.z.forEach((z, index) => {
      const mass = inside.mass[index] ?? 0;
      below += mass * normalCdf(-bound * step.scale - step.shiftOf(z));
      above += mass * normalCdf(step.shiftOf(z) - bound * step.scale);
    });
    inside = pathsAfter(inside, step, { bound, rule });
    samples = look;
  }
  return { below, above };
}

/**
 * A quadrature fine enough for the closest two looks of a plan.
 *
 * @throws AssertionError when looks do not increase, or are closer together than
 * QUADRATURE_NODES_MAX can serve
 */
export function ruleFor(plan: Pick<LookPlan, 'looks' | 'bound' | 'start'>): Quadrature {
  checkLooks(plan);
  let samples = plan.start?.samples ?? 0;
  let narrowest = 1;
  for (const look of plan.looks) {
    narrowest = Math.min(narrowest, Math.sqrt((look - samples) / look));
    samples = look;
  }
  return gaussLegendre(Math.ceil(20 + (3 * plan.bound) / narrowest));
}

/** Probability mass of the paths that are still inside, gathered at the nodes of z. */
interface Paths {
  readonly z: Float64Array;
  readonly mass: Float64Array;
}

/** z after the step is (shiftOf(z before) + a standard normal variable) / scale. */
interface Step {
  readonly scale: number;
  shiftOf(z: number): number;
}

function stepBetween(samples: number, look: number, drift: number): Step {
  const added = look - samples;
  const memory = Math.sqrt(samples / added);
  const push = drift * Math.sqrt(added);
  return { scale: Math.sqrt(look / added), shiftOf: (z) => z * memory + push };
}

function pathsAfter(
  before: Paths,
  step: Step,
  grid: { readonly bound: number; readonly rule: Quadrature },
): Paths {
  const z = grid.rule.nodes.map((node) => node * grid.bound);
  const shifts = before.z.map((value) => step.shiftOf(value));
  const mass = z.map((value, index) => {
    let density = 0;
    for (let from = 0; from < shifts.length; from++) {
      const distance = value * step.scale - (shifts[from] ?? 0);
      if (Math.abs(distance) <= STEP_DEVIATIONS_MAX) {
        density += (before.mass[from] ?? 0) * normalDensity(distance);
      }
    }
    return density * step.scale * grid.bound * (grid.rule.weights[index] ?? 0);
  });
  return { z, mass };
}

function checkLooks(plan: Pick<LookPlan, 'looks' | 'bound' | 'start'>): void {
  const { looks, start } = plan;
  assert(looks.length >= 1 && looks.length <= LOOKS_MAX, 'a plan has a bounded number of looks');
  const sizes = start === undefined ? [0, ...looks] : [start.samples, ...looks];
  assert(
    sizes.every(
      (size, index) => Number.isInteger(size) && (index === 0 || size > at(sizes, index - 1)),
    ),
    'looks are whole sample sizes in increasing order',
  );
  assert(plan.bound > 0, 'a bound on |z| is above 0');
}
