import {
  type Complaints,
  type Place,
  placeAfter,
  scalarAt,
  suggestion,
  type Tree,
} from '../../document/index.ts';
import {
  type Benchmark,
  quantityFor,
  readTargetText,
  type Suite,
  type Target,
  type TargetPart,
} from '../../model/index.ts';

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

/** A target in one text that stands in no file, such as `parse-large wall <= 80 ms`. */
export function targetFromText(
  text: string,
  { benchmarks, holdout }: Pick<Suite, 'benchmarks' | 'holdout'>,
  complaints: Complaints,
): Target | null {
  const parts = textParts(text, { line: 1, column: 1 }, complaints);
  const holdoutIds = holdout.map(({ id }) => id);
  return parts === null ? null : resolved(parts, benchmarks, holdoutIds, complaints);
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

/** A target in one text; parts know their place in the file. */
function textParts(text: string, from: Place, complaints: Complaints): TargetParts | null {
  const target = readTargetText(text);
  if (target.kind === 'invalid') {
    complaints.refuse(from, target.message, target.hint);
    return null;
  }
  const { benchmark, metric, bound, quantity } = target;
  const placed = (part: TargetPart): Part => ({
    text: part.text,
    place: placeAfter(from, part.start),
  });
  return {
    benchmark: placed(benchmark),
    metric: metric === null ? null : placed(metric),
    bound,
    quantity: placed(quantity),
  };
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
