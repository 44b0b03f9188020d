import { HoneError } from '../base/index.ts';
import {
  BUILT_IN_METRICS,
  type Direction,
  type Metric,
  metricNamed,
  type Unit,
  UNIT_NAMES,
  unitNamed,
  unitWrittenOut,
} from '../model/index.ts';
import type { CompareFlags } from './compare-flags.ts';

/** The flags that say what the verdict is about. */
type MetricFlags = Pick<
  CompareFlags,
  'metric' | 'minEffect' | 'unit' | 'higherIsBetter' | 'lowerIsBetter'
>;

/**
 * The metric that flags name, with its unit and direction.
 *
 * @throws HoneError E_USAGE for a unit that is none, for a rate without a direction, and where
 *   wall, cpu or rss is given a unit or direction that it can't have
 */
export function metricFrom(flags: MetricFlags): Metric {
  const metric = metricNamed(flags.metric ?? 'wall', flags.minEffect);
  const { name } = metric;
  if (BUILT_IN_METRICS.some((one) => one === name)) {
    return builtIn(metric, flags);
  }
  const unit = flags.unit === undefined ? null : unitFrom(flags.unit);
  return {
    ...metric,
    direction: directionFrom(name, unit, flags),
    ...(unit === null ? {} : { unit: unit.stored, shownIn: unit.name }),
  };
}

function builtIn(metric: Metric, { unit, higherIsBetter }: MetricFlags): Metric {
  const { name } = metric;
  const own = 'for a metric that the commands print themselves: --metric NAME';
  if (unit !== undefined) {
    throw new HoneError(
      'E_USAGE',
      `${name} is always counted in ${metric.unit}; --unit is ${own}.`,
    );
  }
  if (higherIsBetter === true) {
    throw new HoneError(
      'E_USAGE',
      `Of ${name}, lower is always better; --higher-is-better is ${own}.`,
    );
  }
  return metric;
}

function unitFrom(text: string): Unit {
  const unit = unitNamed(text.trim());
  if (unit !== null) {
    return unit;
  }
  const word = text.trim().toLowerCase();
  const near = unitWrittenOut(text) ?? UNIT_NAMES.find((name) => name.toLowerCase() === word);
  const hint =
    near === undefined
      ? `Units are ${UNIT_NAMES.join(', ')}; what is counted is "count" or, for a rate, "…/s".`
      : `Did you mean "${near}"?`;
  throw new HoneError('E_USAGE', `"${text}" is not a unit. ${hint}`);
}

/** Of a rate, more is nearly always better, so the usual default would turn verdicts round. */
function directionFrom(name: string, unit: Unit | null, flags: MetricFlags): Direction {
  if (flags.higherIsBetter === true) {
    return 'higher';
  }
  if (unit?.name.endsWith('/s') === true && flags.lowerIsBetter !== true) {
    throw new HoneError(
      'E_USAGE',
      `"${name}" in ${unit.name} is a rate: add --higher-is-better, or --lower-is-better if it ` +
        'really is.',
    );
  }
  return 'lower';
}
