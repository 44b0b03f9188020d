/** Whether samples in a sandbox, put back after each, are as fast and as quiet as plain ones. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { at, NS_PER_MS, randomFrom, shuffled } from '../src/base/index.ts';
import { FolderState, openRunner, type Runner, runnerFiles } from '../src/bench/index.ts';
import { userEnvironment } from '../src/bench/index.ts';
import { randomSeed } from '../src/campaign/index.ts';
import type { CommandLine } from '../src/model/index.ts';
import { type Containment, openContainment, type Policy } from '../src/sandbox/index.ts';
import { hodgesLehmannRatio, mad, median } from '../src/stats/index.ts';
import { numberOptions } from './parts/options.ts';
import { percent, ratioText, startSection } from './parts/section.ts';
import { shellLoop } from './parts/shell-loop.ts';
import {
  interruptSignal,
  progress,
  RUNNER_ENTRY,
  withWorkbench,
  type Workbench,
} from './parts/workbench.ts';

/** A change of less than this is below what hone claims to see. */
const RATIO_MARGIN = 0.01;

/** Where samples are taken: plain twice, so that there is an A/A to hold the ratio against. */
const WAYS = ['plain', 'plain again', 'contained', 'contained again'] as const;
type Way = (typeof WAYS)[number];

/** One program in each way, in random order. */
type Round = Readonly<Record<Way, { readonly wallMs: number; readonly cpuMs: number }>>;

/** The whole of a sample, without the program: what bookkeeping costs. */
interface Cost {
  readonly entries: number;
  readonly wholeMs: number;
  readonly walkMs: number;
}

const options = numberOptions({
  rounds: 100,
  iterations: 20_000,
  files: 2_000,
  seed: randomSeed(),
});
const signal = interruptSignal();
const print = await startSection();
report(await withWorkbench('bench/contained-samples', signal, runAll));

async function runAll(
  bench: Workbench,
): Promise<{ rounds: Round[]; cost: Cost; containment: string }> {
  const folder = join(bench.scratch, 'place');
  mkdirSync(folder);
  const containment = await openContainment({ wanted: 'bwrap', scratch: bench.scratch, signal });
  const runners = await openAll(bench, containment, folder);
  try {
    const rounds: Round[] = [];
    for (let index = 0; index < options.rounds + 2; index++) {
      const round: Partial<Record<Way, Round[Way]>> = {};
      for (const way of shuffled(WAYS, randomFrom(options.seed, `round/${index}`))) {
        round[way] = await sampleOf(runners[way], folder);
      }
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every way was taken
      rounds.push(round as Round);
    }
    progress('samples taken');
    const cost = await costOf(runners.contained, folder);
    return { rounds: rounds.slice(2), cost, containment: containment.description };
  } finally {
    for (const way of WAYS) {
      await runners[way].close();
    }
  }
}

async function openAll(
  bench: Workbench,
  containment: Containment,
  folder: string,
): Promise<Record<Way, Runner>> {
  const policy: Policy = {
    writable: [folder],
    readOnly: runnerFiles(RUNNER_ENTRY),
    hidden: [],
    network: 'none',
  };
  const wrap = (command: CommandLine) => containment.contain(command, policy);
  const plain = () => openRunner({ entry: RUNNER_ENTRY, signal: bench.signal });
  const contained = () =>
    openRunner({ entry: RUNNER_ENTRY, signal: bench.signal, wrap, cleans: true });
  return {
    plain: await plain(),
    'plain again': await plain(),
    contained: await contained(),
    'contained again': await contained(),
  };
}

async function sampleOf(runner: Runner, cwd: string): Promise<Round[Way]> {
  const { command } = shellLoop(options.iterations);
  const words = command.kind === 'words' ? command.words : (['/bin/true'] as const);
  const result = await runner.run(
    {
      words,
      cwd,
      env: userEnvironment(process.env),
      stdinPath: null,
      placement: runner.hello.pinnedCore === null ? 'free' : 'pinned',
      timeoutMs: 60_000,
      exactMemory: false,
      captureBytesMax: 0,
      keepStdoutAt: null,
    },
    signal,
  );
  const cpuNs = (result.userNs ?? 0) + (result.systemNs ?? 0);
  return { wallMs: result.wallNs / NS_PER_MS, cpuMs: cpuNs / NS_PER_MS };
}

/** What a checkout of some files costs to look at, and a whole sample beside its program. */
async function costOf(runner: Runner, folder: string): Promise<Cost> {
  for (let index = 0; index < options.files; index++) {
    const inner = join(folder, `folder-${Math.floor(index / 50)}`);
    mkdirSync(inner, { recursive: true });
    writeFileSync(join(inner, `file-${index}.js`), 'content');
  }
  const state = new FolderState(folder);
  const [whole, walks]: [number[], number[]] = [[], []];
  for (let run = 0; run < 30; run++) {
    const began = performance.now();
    const { wallMs } = await sampleOf(runner, folder);
    whole.push(performance.now() - began - wallMs);
    const walk = performance.now();
    state.changes();
    walks.push(performance.now() - walk);
  }
  return { entries: state.size, wholeMs: median(whole), walkMs: median(walks) };
}

function report(found: { rounds: readonly Round[]; cost: Cost; containment: string }): void {
  const { rounds, cost } = found;
  const ratio = (metric: 'wallMs' | 'cpuMs', base: Way, other: Way) =>
    hodgesLehmannRatio(
      rounds.map((round) => round[base][metric]),
      rounds.map((round) => round[other][metric]),
      0.95,
    );
  const spread = (metric: 'wallMs' | 'cpuMs', base: Way, other: Way): number =>
    mad(rounds.map((round) => Math.log(round[other][metric] / round[base][metric])));
  const comparisons: readonly [string, Way, Way][] = [
    ['A/A plain', 'plain', 'plain again'],
    ['A/A contained', 'contained', 'contained again'],
    ['contained / plain', 'plain', 'contained'],
    ['contained / plain, again', 'plain again', 'contained again'],
  ];
  const rows = comparisons.map(([name, base, other]) => [
    name,
    ratioText(ratio('wallMs', base, other)),
    percent(spread('wallMs', base, other), 2),
    ratioText(ratio('cpuMs', base, other)),
    percent(spread('cpuMs', base, other), 2),
  ]);
  const claims = [ratio('wallMs', 'plain', 'contained'), ratio('cpuMs', 'plain', 'contained')];
  const isSame = claims.every(({ lo, hi }) => lo > 1 - RATIO_MARGIN && hi < 1 + RATIO_MARGIN);
  const isOther = claims.some(({ lo, hi }) => hi < 1 - RATIO_MARGIN || lo > 1 + RATIO_MARGIN);
  const medianMs = median(rounds.map((round) => at([round.plain.wallMs], 0)));
  print({
    name: 'contained-samples',
    title: 'Samples in a sandbox',
    what:
      `A shell's counting loop of ${medianMs.toFixed(1)} ms, taken by two plain runners and by two ` +
      'that run in a sandbox and clear it after each sample, all four in random order in each ' +
      `round. The sandbox: ${found.containment}. The spread is the median absolute deviation of ` +
      'the log ratio within a round.',
    n: `${rounds.length} rounds, seed ${options.seed}`,
    table: { head: ['pair', 'wall ratio', 'wall spread', 'CPU ratio', 'CPU spread'], rows },
    limits: [
      {
        text: `a contained sample takes as long as a plain one, within ${percent(RATIO_MARGIN)}.`,
        holds: isSame ? true : isOther ? false : null,
      },
      {
        text:
          `beside the program a contained sample takes ${cost.wholeMs.toFixed(2)} ms, and looking ` +
          `whether a checkout of ${cost.entries} entries is as it was ${cost.walkMs.toFixed(2)} ms.`,
        holds: true,
      },
    ],
    raw: { options, ...found },
  });
}
