import { type Static, Type } from 'typebox';

/** Metrics that the runner measures itself; any other is read from the command's output. */
export const BUILT_IN_METRICS = ['wall', 'cpu', 'rss'] as const;
export type BuiltInMetric = (typeof BUILT_IN_METRICS)[number];

/** Which way is better: `lower` for times and memory, `higher` for throughput. */
export const Direction = Type.Union([Type.Literal('lower'), Type.Literal('higher')]);
export type Direction = Static<typeof Direction>;

/** What one number of a benchmark means. */
export interface Metric {
  readonly name: string;
  /**
   * What values are stored in: `ns` for times, `bytes` for sizes, else the declared unit. `units`
   * when a custom metric declares none; then what the command prints decides.
   */
  readonly unit: string;
  /**
   * Declared unit of a custom metric (`ms`, `KiB`, `ops/s`): a bare number in the output is in this
   * unit, and people are shown it. Left out when none is declared.
   */
  readonly shownIn?: string;
  readonly direction: Direction;
  /** Smallest change that matters, as a fraction of the base's value; 0.02 is 2 %. */
  readonly minEffect: number;
}

/** Smallest change that matters unless the user says otherwise: 2 %. */
export const MIN_EFFECT_DEFAULT = 0.02;

/** The metric that a built-in name stands for, or a custom one that is better when lower. */
export function metricNamed(name: string, minEffect: number = MIN_EFFECT_DEFAULT): Metric {
  const unit = name === 'rss' ? 'bytes' : name === 'wall' || name === 'cpu' ? 'ns' : 'units';
  return { name, unit, direction: 'lower', minEffect };
}
