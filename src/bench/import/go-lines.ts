import {
  ALLOCATED,
  BANDWIDTH,
  type Identity,
  type Measure,
  sampled,
  WALL,
} from './build-benchmark.ts';
import type { ImportedBenchmark } from './imported.ts';
import { namesOf, quoted } from './quote.ts';

/** One line of what `go test -bench` prints. */
export type GoLine =
  | { readonly kind: 'fact'; readonly key: string; readonly value: string } // pkg: example.com/a
  | { readonly kind: 'better'; readonly unit: string; readonly better: 'lower' | 'higher' }
  | { readonly kind: 'values'; readonly name: string; readonly values: readonly GoValue[] }
  | { readonly kind: 'cut'; readonly name: string } // a benchmark line that ends too early
  | { readonly kind: 'failed'; readonly name: string }
  | { readonly kind: 'other' };

interface GoValue {
  readonly value: number;
  readonly unit: string;
}

const BYTES_PER_MEGABYTE = 1_000_000; // the testing package counts MB/s in powers of ten

const KNOWN_UNITS: ReadonlyMap<string, { readonly measure: Measure; readonly scale: number }> =
  new Map([
    ['ns/op', { measure: WALL, scale: 1 }],
    ['B/op', { measure: ALLOCATED, scale: 1 }],
    [
      'allocs/op',
      { measure: { metric: 'allocations', unit: 'count', direction: 'lower' }, scale: 1 },
    ],
    ['MB/s', { measure: BANDWIDTH, scale: BYTES_PER_MEGABYTE }],
  ]);

/** Reads one line; whatever is no benchmark, such as a program's own output, is `other`. */
export function parseGoLine(line: string): GoLine {
  return line.startsWith('Benchmark') ? parseBenchmark(line) : parseRemark(line);
}

function parseRemark(line: string): GoLine {
  const fact = /^(goos|goarch|pkg|cpu): (.*)$/.exec(line);
  if (fact?.[1] !== undefined && fact[2] !== undefined) {
    return { kind: 'fact', key: fact[1], value: fact[2].trim() };
  }
  const better = /^Unit (\S+) (?:.* )?better=(lower|higher)\b/.exec(line);
  if (better?.[1] !== undefined) {
    return { kind: 'better', unit: better[1], better: better[2] === 'higher' ? 'higher' : 'lower' };
  }
  const failed = /^\s*--- FAIL: (Benchmark\S*)/.exec(line);
  if (failed?.[1] !== undefined) {
    return { kind: 'failed', name: failed[1] };
  }
  return { kind: 'other' };
}

function parseBenchmark(line: string): GoLine {
  const start = /^(Benchmark\S*)[ \t]+\d+(?:[ \t]+|$)/.exec(line);
  if (start?.[1] === undefined) {
    return { kind: 'other' };
  }
  const words = line
    .slice(start[0].length)
    .split(/\s+/)
    .filter((word) => word !== '');
  const values = words.flatMap((word, index): GoValue[] => {
    const unit = words[index + 1];
    return index % 2 === 0 && unit !== undefined ? [{ value: Number(word), unit }] : [];
  });
  const wrong = values.some(({ value }) => Number.isNaN(value));
  return words.length === 0 || words.length % 2 === 1 || wrong
    ? { kind: 'cut', name: start[1] }
    : { kind: 'values', name: start[1], values };
}

interface Series {
  readonly identity: Identity;
  readonly metrics: Map<string, { readonly measure: Measure; readonly samples: number[] }>;
}

/** All benchmarks of the lines, each unit a metric, samples in the order of the lines. */
export function benchmarksFrom(lines: readonly GoLine[]): {
  readonly benchmarks: ImportedBenchmark[];
  readonly notes: string[];
} {
  const series = new Map<string, Series>(); // by package and name, as the lines are many
  const better = new Map<string, 'lower' | 'higher'>();
  const undirected = new Set<string>();
  const notes: string[] = [];
  let pkg: string | null = null;
  for (const line of lines) {
    switch (line.kind) {
      case 'fact':
        pkg = line.key === 'pkg' ? line.value : pkg;
        break;
      case 'better':
        better.set(line.unit, line.better);
        break;
      case 'values': {
        const key = `${pkg ?? ''} ${line.name}`;
        const one = series.get(key) ?? { identity: identityOf(line.name, pkg), metrics: new Map() };
        series.set(key, one);
        for (const { value, unit } of line.values) {
          const known = knownUnit(unit, better);
          if (known === null || value < 0 || !Number.isFinite(value)) {
            undirected.add(unit);
          } else {
            const metric = one.metrics.get(unit) ?? { measure: known.measure, samples: [] };
            metric.samples.push(value * known.scale);
            one.metrics.set(unit, metric);
          }
        }
        break;
      }
      case 'cut':
        notes.push(`A line of ${quoted(line.name)} ends too early and was left out.`);
        break;
      case 'failed':
        notes.push(`${quoted(line.name)} failed.`);
        break;
      case 'other':
        break;
    }
  }
  if (undirected.size > 0) {
    notes.push(
      `Values in ${namesOf([...undirected])} were left out: nothing says which way is better ` +
        `(a line such as "Unit points better=higher" would), or they are no quantities.`,
    );
  }
  return {
    benchmarks: [...series.values()].flatMap(({ identity, metrics }) =>
      [...metrics.values()].map(({ measure, samples }) => sampled(identity, measure, samples)),
    ),
    notes,
  };
}

/**
 * The name without the number of processors at its end, which goes to the parameters together
 * with the package and the `key=value` parts of sub-benchmarks.
 */
function identityOf(name: string, pkg: string | null): Identity {
  const [, id = name, processors] = /^(.*?)(?:-(\d+))?$/.exec(name) ?? [];
  const pairs = id.split('/').flatMap((part): [string, string][] => {
    const at = part.indexOf('=');
    return at > 0 ? [[part.slice(0, at), part.slice(at + 1)]] : [];
  });
  return {
    id,
    parameters: Object.fromEntries([
      ...pairs,
      ...(pkg === null ? [] : [['pkg', pkg] as const]),
      ...(processors === undefined ? [] : [['procs', processors] as const]),
    ]),
  };
}

/** Units that the user made: cost per operation is better when lower, a rate when higher. */
function knownUnit(
  unit: string,
  better: ReadonlyMap<string, 'lower' | 'higher'>,
): { readonly measure: Measure; readonly scale: number } | null {
  const known = KNOWN_UNITS.get(unit);
  if (known !== undefined) {
    return known;
  }
  const guess = unit.endsWith('/op') ? 'lower' : unit.endsWith('/s') ? 'higher' : null;
  const direction = better.get(unit) ?? guess;
  return direction === null ? null : { measure: { metric: unit, unit, direction }, scale: 1 };
}
