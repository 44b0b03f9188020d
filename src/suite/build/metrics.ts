import {
  asMap,
  type Complaints,
  itemsAt,
  type MapTree,
  scalarAt,
  type ScalarTree,
  suggestion,
  valueAt,
} from '../../document/index.ts';
import {
  BUILT_IN_METRICS,
  type Direction,
  type Metric,
  metricNamed,
  MIN_EFFECT_DEFAULT,
  type Unit,
  UNIT_NAMES,
  unitNamed,
  unitWrittenOut,
} from '../../model/index.ts';
import { share } from './quantity.ts';

/** The metrics of a benchmark, `wall` when it names none. */
export function metricsFrom(
  benchmark: MapTree,
  complaints: Complaints,
): readonly [Metric, ...Metric[]] {
  const list = benchmark.entries.get('metrics');
  const single = benchmark.entries.get('metric');
  if (list !== undefined && single !== undefined) {
    const hint = 'Keep "metrics" and list all of them there.';
    complaints.refuse(single.keyPlace, '"metric" and "metrics" are both given.', hint);
  }
  const shared = minEffectOf(benchmark, MIN_EFFECT_DEFAULT, complaints);
  const built =
    list === undefined
      ? [oneMetric(scalarAt(benchmark, 'metric'), benchmark, shared, complaints)]
      : listed(benchmark, shared, complaints);
  const metrics = built.filter((metric) => metric !== null);
  const [first = metricNamed('wall', shared), ...rest] = metrics;
  return [first, ...rest];
}

function listed(benchmark: MapTree, shared: number, complaints: Complaints): (Metric | null)[] {
  for (const key of ['unit', 'direction'] as const) {
    const entry = benchmark.entries.get(key);
    if (entry !== undefined) {
      const hint = `Write {name: …, ${key}: …} for the metric that it belongs to.`;
      complaints.refuse(entry.keyPlace, `"${key}" beside "metrics" is not clear.`, hint);
    }
  }
  const seen = new Set<string>();
  return itemsAt(benchmark, 'metrics').map((item) => {
    const map = item.kind === 'map' ? asMap(item) : null;
    const name = map === null ? item : valueAt(map, 'name');
    const scalar = name?.kind === 'scalar' ? name : null;
    if (scalar !== null && seen.has(scalar.text)) {
      complaints.refuse(scalar.place, `The metric "${scalar.text}" is listed twice.`);
      return null;
    }
    seen.add(scalar?.text ?? '');
    const effect = map === null ? shared : minEffectOf(map, shared, complaints);
    return oneMetric(scalar, map, effect, complaints);
  });
}

function minEffectOf(map: MapTree, otherwise: number, complaints: Complaints): number {
  const scalar = scalarAt(map, 'min_effect');
  return scalar === null ? otherwise : (share(scalar, 'min_effect', complaints) ?? otherwise);
}

/**
 * One metric from its name and the map that holds its other keys, if any.
 *
 * A custom metric must say which way is better, since a guess would turn every verdict round.
 */
function oneMetric(
  name: ScalarTree | null,
  keys: MapTree | null,
  minEffect: number,
  complaints: Complaints,
): Metric | null {
  const text = name?.text.trim() ?? 'wall';
  const metric = metricNamed(text, minEffect);
  const unit = keys === null ? null : scalarAt(keys, 'unit');
  const direction = keys === null ? null : scalarAt(keys, 'direction');
  if (isBuiltIn(text)) {
    if (unit !== null && unit.text !== metric.unit) {
      const message = `${text} is always counted in ${metric.unit}.`;
      complaints.refuse(unit.place, message, 'Remove "unit".');
    }
    if (direction !== null && direction.text !== 'lower') {
      const message = `Of ${text}, lower is always better.`;
      complaints.refuse(direction.place, message, 'Remove "direction".');
    }
    return metric;
  }
  if (name === null || !/^[^\s<>=:,{}]+$/.test(text)) {
    const hint = 'It is the word in front of the number, e.g. throughput or stats.p50.';
    const message = `"${text}" can't be the name of a metric.`;
    complaints.refuse(name?.place ?? keys?.place ?? { line: 1, column: 1 }, message, hint);
    return null;
  }
  if (direction === null) {
    const message = `The metric "${text}" does not say which way is better.`;
    const hint =
      keys?.entries.has('name') === true || keys?.entries.has('metric') === true
        ? 'Add "direction: lower" or "direction: higher".'
        : `Write {name: ${text}, direction: lower} or {name: ${text}, direction: higher}.`;
    complaints.refuse(name.place, message, hint);
    return null;
  }
  const declared = unit === null ? null : unitFrom(unit, complaints);
  return {
    ...metric,
    direction: directionOf(direction),
    ...(declared === null ? {} : { unit: declared.stored, shownIn: declared.name }),
  };
}

/** The declared unit: the number that the command prints is read in it, so it has to be one. */
function unitFrom(scalar: ScalarTree, complaints: Complaints): Unit | null {
  const text = scalar.text.trim();
  const unit = unitNamed(text);
  if (unit === null) {
    const short = unitWrittenOut(text);
    const near = short === null ? suggestion(text, UNIT_NAMES, 'units') : null;
    const hint = near ?? `Did you mean "${short}"?`;
    const rest = near?.startsWith('Did') === false ? ' What is counted is "count" or "…/s".' : '';
    complaints.refuse(scalar.place, `"${text}" is not a unit.`, hint + rest);
  }
  return unit;
}

function directionOf(scalar: ScalarTree): Direction {
  return scalar.text === 'higher' ? 'higher' : 'lower';
}

function isBuiltIn(name: string): boolean {
  return BUILT_IN_METRICS.some((other) => other === name);
}
