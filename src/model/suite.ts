import type { Metric } from './metric.ts';

/** How a benchmark's output is held against the base's. */
export type OutputRule =
  | { readonly kind: 'same' } // byte for byte, by hash, on every sample
  | { readonly kind: 'ignore' } // declared unpredictable; said in every report
  // called with two files, the base's output and the proposal's; exit code 0 accepts
  | { readonly kind: 'command'; readonly command: Command };

/** A command line: with `shell` it is one text for /bin/sh, else words for exec. */
export type Command =
  | { readonly kind: 'words'; readonly words: readonly [string, ...string[]] }
  | { readonly kind: 'shell'; readonly text: string };

/** One workload of the suite after `inputs` were filled in. */
export interface Benchmark {
  readonly id: string;
  readonly run: Command;
  readonly cwd: string; // relative to the checkout, '.' for its root
  /** The first is the targeted one unless targets say more. */
  readonly metrics: readonly [Metric, ...Metric[]];
  readonly output: OutputRule;
  readonly timeoutMs: number;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * A benchmark on inputs that no proposal could have seen. `{seed}` in its commands and environment
 * stands for a number that is drawn for each run; `withHoldoutSeed` of `suite` fills it in.
 */
export interface Holdout extends Benchmark {
  /** Makes the input, run from the root of each fresh checkout after setup; null: it is there. */
  readonly generate: Command | null;
}

/** What is to be reached, e.g. parse-large wall <= 80 ms. */
export interface Target {
  readonly benchmark: string;
  readonly metric: string;
  readonly atMost?: number; // in the metric's own unit
  readonly atLeast?: number;
}

/**
 * How much worse a metric may become: a share of the base's value, or that and an amount in the
 * metric's stored unit, of which the larger counts. Of a base of 0 only an amount can be taken.
 */
export type HarmLimit = number | { readonly share: number; readonly absolute: number };

/** Where a proposal may write and what it may never touch; glob patterns relative to the root. */
export interface Scope {
  readonly write: readonly string[];
  readonly frozen: readonly string[];
  readonly dependencies: boolean; // true allows lock files and dependency manifests
}

/** Never, while a checkout is made ready, or in tests and samples as well. */
export type NetworkRule = 'none' | 'setup' | 'always';

/** hone.yaml after parsing: the definition of the work. */
export interface Suite {
  readonly version: 1;
  readonly setup: readonly Command[];
  readonly test: readonly Command[];
  readonly testTimeoutMs: number;
  /** When commands that run in the sandbox may use the network. */
  readonly network: NetworkRule;
  readonly setupTimeoutMs: number;
  readonly benchmarks: readonly Benchmark[];
  readonly holdout: readonly Holdout[];
  readonly targets: readonly Target[];
  readonly budgets: {
    /** Most pairs of one confirmation, 8 to 1000. */
    readonly pairsMax: number;
    /** Cap on measuring one proposal on one benchmark. */
    readonly measureMsMax: number;
    /** How much worse a metric may become, by its name: 0.05 lets rss grow by 5 %. */
    readonly harm: Readonly<Record<string, HarmLimit>>;
    /** Memory of one command with all that it starts; left out: three quarters of the machine's. */
    readonly memoryBytesMax?: number;
    /** Processes of one command at one moment; left out: 1,000. */
    readonly processesMax?: number;
  };
  readonly scope: Scope;
  readonly artifactRoot: string | null;
}
