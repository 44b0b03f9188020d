/** How long the hone command takes to start, beside bare Node, measured by hone itself. */
import { fileURLToPath } from 'node:url';

import { NS_PER_MS } from '../src/base/index.ts';
import { logDifferences, pairsOf } from '../src/bench/index.ts';
import { compareCommands, randomSeed, SETTINGS_DEFAULT, silent } from '../src/campaign/index.ts';
import type { CompareResult } from '../src/model/index.ts';
import { hodgesLehmann } from '../src/stats/index.ts';
import { numberOptions } from './parts/options.ts';
import { ratioText, startSection } from './parts/section.ts';
import { interruptSignal, progress } from './parts/workbench.ts';

const OVER_NODE_MS_MAX = 40;
const BASE = 'node -e 0';
const entry = fileURLToPath(new URL('../dist/hone.js', import.meta.url));

const options = numberOptions({ pairs: 60, seconds: 120, seed: randomSeed() });
const print = await startSection();
report(await compare());

async function compare(): Promise<CompareResult> {
  const sides = [
    { name: BASE, words: ['-e', '0'] },
    { name: 'hone --version', words: [entry, '--version'] },
    { name: 'hone --help', words: [entry, '--help'] },
  ].map(({ name, words }) => ({
    name,
    text: name,
    run: { kind: 'words', words: [process.execPath, ...words] } as const,
  }));
  return compareCommands(
    {
      ...SETTINGS_DEFAULT,
      pairsMax: options.pairs,
      timeLimitMs: options.seconds * 1_000,
      seed: options.seed,
      cwd: import.meta.dirname,
      rows: [{ parameters: {}, sides }],
    },
    { signal: interruptSignal(), hooks: { ...silent, onWarning: progress } },
  );
}

function ms(ns: number | undefined): string {
  return ((ns ?? 0) / NS_PER_MS).toFixed(1);
}

function report(result: CompareResult): void {
  const candidates = result.comparisons[0]?.candidates ?? [];
  const found = candidates.map(({ name, metrics }) => {
    const wall = metrics['wall'];
    const pairs = pairsOf(result.samples, { base: BASE, candidate: name }, 'wall', {
      phase: 'confirmation',
    });
    const over = hodgesLehmann(
      pairs.map((pair) => (pair.candidate - pair.base) / NS_PER_MS),
      0.95,
    );
    return { name, wall, over, pairs: logDifferences(pairs).length };
  });
  const base = found[0]?.wall?.base.median;
  print({
    name: 'start-up',
    title: 'Start of the command',
    what:
      'Wall time of `hone --version` and `hone --help` (the built `dist/hone.js`) and of ' +
      '`node -e 0`, all with the Node that runs this script, by `hone compare` in random rounds. ' +
      'Ratio and difference are Hodges-Lehmann over the fresh pairs with 95 % intervals.',
    n: `${found[0]?.pairs ?? 0} fresh pairs each, seed ${options.seed}`,
    table: {
      head: ['command', 'median ms', 'ratio', 'over `node -e 0`, ms'],
      rows: [
        [BASE, ms(base), '1', '0'],
        ...found.map(({ name, wall, over }) => [
          name,
          ms(wall?.candidate.median),
          ratioText(wall?.ratio ?? null),
          `${over.estimate.toFixed(1)} [${over.lo.toFixed(1)}, ${over.hi.toFixed(1)}]`,
        ]),
      ],
    },
    limits: found.map(({ name, over }) => ({
      text:
        `\`${name}\` within ${OVER_NODE_MS_MAX} ms of \`${BASE}\`: ` +
        `${over.estimate.toFixed(1)} ms more, at most ${over.hi.toFixed(1)} ms.`,
      holds: over.hi <= OVER_NODE_MS_MAX,
    })),
    raw: { options, result },
  });
}
