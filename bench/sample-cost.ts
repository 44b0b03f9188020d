/** What one sample of /bin/true costs in hone's runner and in hyperfine, in alternating blocks. */
import { at, BYTES_PER_MIB, NS_PER_MS, randomFrom, shuffled } from '../src/base/index.ts';
import { userEnvironment } from '../src/bench/index.ts';
import { randomSeed } from '../src/campaign/index.ts';
import { hodgesLehmann, median } from '../src/stats/index.ts';
import { hyperfineTimes } from './parts/hyperfine.ts';
import { numberOptions } from './parts/options.ts';
import { startSection } from './parts/section.ts';
import { interruptSignal, progress, withWorkbench, type Workbench } from './parts/workbench.ts';

const COST_MS_MAX = 0.05;
const RUNNER_MIB_MAX = 60;
const COMMAND = '/bin/true';
const METHODS = ['hone', 'hyperfine'] as const;
type Method = (typeof METHODS)[number];

/** Samples of one block in ms, and the time that the whole block took per sample. */
interface Block {
  readonly method: Method;
  readonly samplesMs: readonly number[];
  readonly elapsedMsEach: number;
}

const options = numberOptions({ blocks: 10, runs: 100, warmups: 5, seed: randomSeed() });
const signal = interruptSignal();
const print = await startSection();
report(await withWorkbench('bench/sample-cost', signal, runAll));

async function runAll(
  bench: Workbench,
): Promise<{ blocks: Block[]; peakRssBytes: number; spawner: string }> {
  const blocks: Block[] = [];
  for (let index = 0; index < options.blocks; index++) {
    for (const method of shuffled(METHODS, randomFrom(options.seed, `block/${index}`))) {
      const started = performance.now();
      const samplesMs = method === 'hone' ? await honeBlock(bench) : await hyperfineBlock(bench);
      const elapsedMsEach = (performance.now() - started) / (options.runs + options.warmups);
      blocks.push({ method, samplesMs, elapsedMsEach });
    }
    progress(`${index + 1} of ${options.blocks} blocks`);
  }
  return {
    blocks,
    peakRssBytes: bench.runner.peakRssBytes(),
    spawner: bench.runner.hello.spawner,
  };
}

async function honeBlock(bench: Workbench): Promise<number[]> {
  const times: number[] = [];
  const env = userEnvironment(process.env); // once, as in a measurement
  for (let run = 0; run < options.warmups + options.runs; run++) {
    const result = await bench.runner.run(
      {
        words: [COMMAND],
        cwd: bench.scratch,
        env,
        stdinPath: null,
        placement: 'free',
        timeoutMs: 10_000,
        exactMemory: false,
        captureBytesMax: 0,
        keepStdoutAt: null,
      },
      signal,
    );
    times.push(result.wallNs / NS_PER_MS);
  }
  return times.slice(options.warmups);
}

async function hyperfineBlock(bench: Workbench): Promise<number[]> {
  const { runs, warmups } = options;
  const [times = []] = await hyperfineTimes([COMMAND], {
    runs,
    warmups,
    scratch: bench.scratch,
    signal,
  });
  return times.map((seconds) => seconds * 1_000);
}

function smallest(values: readonly number[]): number {
  return Math.min(...values);
}

function report(found: { blocks: readonly Block[]; peakRssBytes: number; spawner: string }): void {
  const of = (method: Method): Block[] => found.blocks.filter((block) => block.method === method);
  const differences = (figure: (values: readonly number[]) => number) =>
    hodgesLehmann(
      of('hone').map(
        ({ samplesMs }, index) => figure(samplesMs) - figure(at(of('hyperfine'), index).samplesMs),
      ),
      0.95,
    );
  const [medians, minima] = [differences(median), differences(smallest)];
  const interval = ({ estimate, lo, hi }: typeof medians): string =>
    `${estimate.toFixed(3)} [${lo.toFixed(3)}, ${hi.toFixed(3)}]`;
  const rows = METHODS.map((method) => {
    const all = of(method).flatMap(({ samplesMs }) => samplesMs);
    return [
      method === 'hone' ? `hone's runner (${found.spawner})` : 'hyperfine -N',
      smallest(all).toFixed(3),
      median(all).toFixed(3),
      median(of(method).map(({ elapsedMsEach }) => elapsedMsEach)).toFixed(3),
    ];
  });
  rows.push(['difference over blocks, 95 % interval', interval(minima), interval(medians), '']);
  const peakMib = found.peakRssBytes / BYTES_PER_MIB;
  print({
    name: 'sample-cost',
    title: 'Cost of one sample',
    what:
      `Wall time of \`${COMMAND}\` as hone's runner and as \`hyperfine -N\` report it, in blocks ` +
      'that alternate in random order; the difference is taken block by block (Hodges-Lehmann). ' +
      'The last column is all that a sample takes, bookkeeping and a share of the start included.',
    n: `${options.blocks} blocks of ${options.runs} runs each, seed ${options.seed}`,
    table: { head: ['', 'min ms', 'median ms', 'whole sample ms'], rows },
    limits: [
      {
        text: `at most ${COST_MS_MAX} ms over hyperfine: median ${interval(medians)} ms.`,
        holds: medians.hi <= COST_MS_MAX ? true : medians.lo > COST_MS_MAX ? false : null,
      },
      {
        text:
          `the runner stays under ${RUNNER_MIB_MAX} MB: peak ${peakMib.toFixed(1)} MiB after ` +
          `${options.blocks * (options.runs + options.warmups)} samples.`,
        holds: found.peakRssBytes < RUNNER_MIB_MAX * 1_000_000,
      },
    ],
    raw: { options, ...found },
  });
}
