import {
  type Complaints,
  type Place,
  placeAfter,
  scalarAt,
  suggestion,
  type Tree,
} from '../../document/index.ts';
import type { Benchmark, Target } from '../../model/index.ts';
import { quantityFor } from './quantity.ts';

/** A part of a target with its place. */
interface Part {
  readonly text: string;
  readonly place: Place;
}

interface TargetParts {
  readonly benchmark: Part;
  readonly metric: Part | null; // the benchmark's first one
  readonly bound: 'at_most' | 'at_least';
  readonly quantity: Part;
}

/** Targets in either form, each with a benchmark and metric that exist. */
export function targetsFrom(
  items: readonly Tree[],
  benchmarks: readonly Benchmark[],
  holdoutIds: readonly string[],
  complaints: Complaints,
): Target[] {
  const targets: Target[] = [];
  for (const item of items) {
    const parts = partsOf(item, complaints);
    const target = parts === null ? null : resolved(parts, benchmarks, holdoutIds, complaints);
    const twin = targets.some(
      (other) => other.benchmark === target?.benchmark && other.metric === target.metric,
    );
    if (twin) {
      const message = `There already is a target for ${target?.benchmark} ${target?.metric}.`;
      complaints.refuse(item.place, message, 'Keep one of them.');
    } else if (target !== null) {
      targets.push(target);
    }
  }
  return targets;
}

function partsOf(item: Tree, complaints: Complaints): TargetParts | null {
  if (item.kind === 'scalar') {
    return textParts(item.text, item.contentPlace ?? item.place, complaints);
  }
  if (item.kind === 'list') {
    return null; // refused by the schema
  }
  const benchmark = scalarAt(item, 'benchmark');
  const atMost = scalarAt(item, 'at_most');
  const atLeast = scalarAt(item, 'at_least');
  if (benchmark === null || (atMost === null) === (atLeast === null)) {
    const hint = 'Where lower is better that is at_most, where higher is better at_least.';
    complaints.refuse(item.place, 'A target takes exactly one of at_most and at_least.', hint);
    return null;
  }
  const metric = scalarAt(item, 'metric');
  return atMost !== null
    ? { benchmark, metric, bound: 'at_most', quantity: atMost }
    : { benchmark, metric, bound: 'at_least', quantity: atLeast ?? benchmark };
}

/** Longest text of a target that is looked at; an id and a metric need 150 characters. */
const TARGET_CHARS_MAX = 500;

/** `parse-large wall <= 80 ms`; the metric may be left out. */
function textParts(text: string, from: Place, complaints: Complaints): TargetParts | null {
  const short = text.slice(0, TARGET_CHARS_MAX);
  const match = /^\s*(\S+)(?:\s+([^\s<>=]+))?\s*(<=|>=)\s*(\S.*?)\s*$/d.exec(short);
  const partAt = (group: number): Part | null => {
    const found = match?.[group];
    const start = match?.indices?.[group]?.[0] ?? 0;
    return found === undefined ? null : { text: found, place: placeAfter(from, start) };
  };
  const benchmark = partAt(1);
  const quantity = partAt(4);
  if (benchmark === null || quantity === null) {
    const hint = /[<>](?!=)/.test(short)
      ? 'Write <= or >=.'
      : 'Write a benchmark, a metric, <= or >=, and a quantity with its unit.';
    const message = `${JSON.stringify(short)} is not a target such as "parse-large wall <= 80 ms".`;
    complaints.refuse(from, message, hint);
    return null;
  }
  const bound = match?.[3] === '<=' ? 'at_most' : 'at_least';
  return { benchmark, metric: partAt(2), bound, quantity };
}

function resolved(
  parts: TargetParts,
  benchmarks: readonly Benchmark[],
  holdoutIds: readonly string[],
  complaints: Complaints,
): Target | null {
  const benchmark = benchmarks.find(({ id }) => id === parts.benchmark.text);
  if (benchmark === undefined) {
    refuseBenchmark(parts.benchmark, benchmarks, holdoutIds, complaints);
    return null;
  }
  const names = benchmark.metrics.map(({ name }) => name);
  const asked = parts.metric?.text ?? benchmark.metrics[0].name;
  const metric = benchmark.metrics.find(({ name }) => name === asked);
  if (metric === undefined) {
    const message = `The benchmark "${benchmark.id}" has no metric "${asked}".`;
    const hint = `${suggestion(asked, names, 'metrics')} A metric is added under "metrics".`;
    complaints.refuse(parts.metric?.place ?? parts.benchmark.place, message, hint);
    return null;
  }
  const right = metric.direction === 'lower' ? 'at_most' : 'at_least';
  if (parts.bound !== right) {
    const sign = right === 'at_most' ? '<=' : '>=';
    const message = `Of ${metric.name}, ${metric.direction} is better, so this is no target.`;
    complaints.refuse(parts.quantity.place, message, `Use ${right} (${sign}).`);
    return null;
  }
  const quantity = quantityFor(parts.quantity.text, metric);
  if (quantity.kind === 'invalid') {
    complaints.refuse(parts.quantity.place, quantity.message);
    return null;
  }
  const named = { benchmark: benchmark.id, metric: metric.name };
  return right === 'at_most'
    ? { ...named, atMost: quantity.value }
    : { ...named, atLeast: quantity.value };
}

function refuseBenchmark(
  part: Part,
  benchmarks: readonly Benchmark[],
  holdoutIds: readonly string[],
  complaints: Complaints,
): void {
  const ids = benchmarks.map(({ id }) => id);
  const variants = ids.filter((id) => id.startsWith(`${part.text}/`));
  if (variants.length > 0) {
    const message = `"${part.text}" has inputs, so it is ${variants.length} benchmarks.`;
    complaints.refuse(part.place, message, `Name one of them, e.g. ${variants[0]}.`);
  } else if (holdoutIds.includes(part.text)) {
    const message = `"${part.text}" is a holdout, which can't be a target.`;
    complaints.refuse(part.place, message, 'Holdouts only check a gain that was made elsewhere.');
  } else {
    const message = `There is no benchmark "${part.text}".`;
    complaints.refuse(part.place, message, suggestion(part.text, ids, 'benchmarks'));
  }
}
