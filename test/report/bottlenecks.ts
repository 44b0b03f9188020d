import type { Bottleneck, ProfiledWorkload, ShareOverRuns } from '../../src/model/index.ts';
import type { BottleneckView } from '../../src/report/index.ts';

/** A share with an interval of a fifth on both sides. */
export function share(estimate: number): ShareOverRuns {
  return { estimate, lo: estimate * 0.8, hi: Math.min(1, estimate * 1.2), n: 5 };
}

function factor(saved: number | null): number | null {
  return saved === null ? null : 1 / (1 - saved);
}

/** A bottleneck by its number, the first being the largest. */
export function bottleneck(number: number, changes: Partial<Bottleneck> = {}): Bottleneck {
  const part = share(0.2 / number);
  return {
    id: number.toString(16).padStart(12, '0'),
    benchmark: 'parse',
    rank: number,
    rank_worst: number + 1,
    kind: 'cpu',
    location: {
      function: `work${number}`,
      file: `src/part-${number}.js`,
      line: 10 * number,
      column: 3,
      end_line: 10 * number + 5,
      package: number % 2 === 0 ? 'marked' : 'app',
      owner: number % 2 === 0 ? 'direct-dep' : 'app',
      snippet_hash: null,
    },
    share: {
      self: share(0.1 / number),
      actionable: part,
      inclusive: share(0.5 / number),
      cpu: null,
      alloc: null,
    },
    milliseconds: { estimate: 20 / number, lo: null, hi: null, n: 5 },
    bound: {
      free: { estimate: factor(part.estimate), lo: factor(part.lo), hi: factor(part.hi) },
      halved: { estimate: factor(part.estimate / 2), lo: null, hi: null },
      visible: (part.hi ?? 1) > 0.02,
    },
    calls_per_op: null,
    growth_exponent: null,
    evidence: [{ artifact: 'profiles/1.cpuprofile', query: null, text: 'seen in 5 runs' }],
    hot_lines: [{ line: 10 * number + 2, share: 0.7 }],
    callers: [{ function: 'main (src/main.js:1)', share: 1 }],
    stacks: [{ share: 0.9, frames: [`work${number}`, 'main'] }],
    detectors: [],
    techniques: [],
    reach: null,
    rice_score: null,
    confidence: 'likely',
    causal: null,
    status: 'open',
    realised: null,
    runs: 5,
    ...changes,
  };
}

/** A workload as a whole. */
export function workload(changes: Partial<ProfiledWorkload> = {}): ProfiledWorkload {
  const none = share(0);
  return {
    benchmark: 'parse',
    command: 'node parse.js',
    methods: [],
    denominator: 'critical-thread-wall',
    bound_of: 'wall',
    smallest_effect: 0.02,
    totals: {
      wall_ms: null,
      cpu_ms: null,
      peak_rss_bytes: null,
      profiled_ms: null,
      alloc_bytes: null,
      shares: {
        js: share(0.6),
        native: none,
        builtin: share(0.1),
        gc: share(0.2),
        compile: none,
        runtime: none,
        idle: share(0.1),
        preempted: none,
        unknown: none,
      },
      io: null,
    },
    packages: [
      { package: 'app', owner: 'app', share: { actionable: share(0.6), inclusive: share(1) } },
      {
        package: 'marked',
        owner: 'direct-dep',
        share: { actionable: share(0.3), inclusive: share(0.3) },
      },
    ],
    flat: { covered_top_10: share(0.5), functions_seen: 812 },
    caveats: ['The machine was busy.'],
    ...changes,
  };
}

/** A report of so many bottlenecks. */
export function bottleneckView(count: number): BottleneckView {
  return {
    workloads: [workload()],
    bottlenecks: Array.from({ length: count }, (_, index) => bottleneck(index + 1)),
    not_examined: ['Who allocates how much.'],
  };
}
