import type { Json } from '../../../src/base/index.ts';
import { type Environment, parseRunId, type RunId, type Sample } from '../../../src/model/index.ts';
import type { Store } from '../../../src/store/index.ts';

/** Two benchmarks and a holdout. */
export const CONFIG = `version: 1
test: "true"
benchmarks:
  - {id: parse, run: node parse.js, metric: wall}
  - {id: render-large, run: node render.js, metric: wall}
holdout:
  - {id: unseen, run: node parse.js, metric: wall}
targets:
  - {benchmark: parse, metric: wall, at_most: 80ms}
`;

/** A machine. */
export const MACHINE: Environment = {
  hone: '1.2.3',
  node: '24.0.0',
  os: 'linux',
  kernel: '6.1',
  architecture: 'x86_64',
  cpuModel: 'Fast CPU',
  cores: 4,
  governor: null,
  boost: null,
  memoryBytes: 16e9,
  virtualisation: null,
  loadAverageStart: 1,
  loadAverageEnd: 1,
  runner: { spawner: 'posix_spawn', pinnedCore: 1, niceness: 0, notes: [] },
  tools: {},
};

export const RUN: RunId = parseRunId('20250131-142501-k7xw');

/** One sample of a side. */
export function sample(side: string, wallMs: number, more: Partial<Sample> = {}): Sample {
  return {
    slot: 0,
    round: 0,
    phase: 'confirmation',
    placement: 'free',
    benchmark: null,
    side,
    half: 0,
    startedAt: '2025-01-31T14:25:02.000Z',
    wallNs: wallMs * 1e6,
    userNs: wallMs * 5e5,
    systemNs: 0,
    peakRssBytes: null,
    exit: { kind: 'exited', code: 0 },
    outputSha256: '0'.repeat(64),
    outputBytes: 0,
    leftovers: [],
    paddingBytes: 0,
    values: {},
    ...more,
  };
}

/** Seven pairs around two levels, after a warm-up that is far off. */
export function pairs(base: number, candidate: string, level: number): Sample[] {
  const steps = [-3, -2, -1, 0, 1, 2, 3];
  return [
    sample('base', 900, { phase: 'warmup' }),
    ...steps.flatMap((step) => [sample('base', base + step), sample(candidate, level + step)]),
  ];
}

/** Records a run of `hone try` as far as its numbers need it, with what is to be measured. */
export function recordTry(
  store: Store,
  measured: Readonly<Record<string, readonly Sample[]>>,
  more: {
    readonly run?: RunId;
    readonly commit?: string;
    readonly machines?: readonly Environment[];
    readonly steps?: Readonly<Record<string, Json>>;
    readonly config?: string;
    readonly suiteHash?: string;
  } = {},
): void {
  const run = more.run ?? RUN;
  const lease = store.acquireRun(run, { purpose: 'hone try' });
  const append = (type: string, key: string, data: Json) =>
    store.appendEvent(run, { type, key, data });
  append('run.started', 'started', {
    base: { commit: more.commit ?? 'c0', tree: 't0', branch: 'main' },
    configBlob: store.putBlob(more.config ?? CONFIG),
    suiteHash: more.suiteHash ?? 'suite-1',
  });
  for (const [index, machine] of (more.machines ?? [MACHINE]).entries()) {
    append('machine', `machine/${index}`, JSON.parse(JSON.stringify(machine)));
  }
  for (const [key, samples] of Object.entries(measured)) {
    const blob = store.putBlob(JSON.stringify(samples));
    append('samples', `${key}/batch/0`, { blob });
  }
  for (const [key, result] of Object.entries(more.steps ?? {})) {
    append('step', key, { result });
  }
  lease.release();
}
