import {
  asMap,
  asScalar,
  type Complaints,
  type Entry,
  type MapTree,
  scalarAt,
  suggestion,
  type Tree,
  valueAt,
} from '../../document/index.ts';
import type { Benchmark, Command, Holdout, OutputRule } from '../../model/index.ts';
import { BENCHMARKS_MAX, SUITE_DEFAULTS } from '../limits.ts';
import { filledIn, hasEscaped, placeholdersIn, SEED_NAME } from '../placeholders.ts';
import { mapCommand } from '../split-words.ts';
import { commandFrom } from './command.ts';
import { combinationsOf, idSuffix, type Inputs } from './inputs.ts';
import { metricsFrom } from './metrics.ts';
import { folderFrom } from './paths.ts';
import { durationMs } from './quantity.ts';

type Family = 'benchmark' | 'holdout';

/** Stands in for a refused command, so that targets on its benchmark are not refused too. */
const REFUSED: Command = { kind: 'words', words: ['false'] };

/** Benchmarks, or holdouts, of a list, one for each combination of inputs. */
export function benchmarksFrom(
  items: readonly Tree[],
  family: Family,
  takenIds: Map<string, Family>,
  complaints: Complaints,
): Holdout[] {
  const built: Holdout[] = [];
  for (const item of items) {
    const map = asMap(item);
    const id = idFrom(map, family, takenIds, complaints);
    const benchmark = benchmarkFrom(map, id, family, complaints);
    if (family === 'holdout' && !usesSeed(benchmark)) {
      warnOfFixedInput(map, id, complaints);
    }
    built.push(...combinationsOf(map, complaints).map((inputs) => withInputs(benchmark, inputs)));
    if (built.length > BENCHMARKS_MAX) {
      complaints.refuse(map.place, `There are more than ${BENCHMARKS_MAX} ${family}s.`);
      return [];
    }
  }
  return built;
}

function idFrom(
  map: MapTree,
  family: Family,
  takenIds: Map<string, Family>,
  complaints: Complaints,
): string {
  const scalar = scalarAt(map, 'id');
  const id = scalar?.text ?? '';
  const place = scalar?.place ?? map.place;
  if (!/^[\p{L}\p{N}_][\p{L}\p{N}._-]{0,63}$/u.test(id)) {
    const hint = 'Use up to 64 letters, digits, dots, dashes and underscores.';
    complaints.refuse(place, `"${id}" can't be an id.`, hint);
    return id;
  }
  const owner = takenIds.get(id);
  if (owner !== undefined) {
    const hint = `Ids are unique among benchmarks and holdouts; call it "${id}-2".`;
    complaints.refuse(place, `There already is a ${owner} "${id}".`, hint);
  }
  takenIds.set(id, family);
  return id;
}

function benchmarkFrom(map: MapTree, id: string, family: Family, complaints: Complaints): Holdout {
  const shell = scalarAt(map, 'shell')?.value === true;
  const runTree = valueAt(map, 'run');
  const run = runTree === null ? null : commandFrom(runTree, { kind: 'key', shell }, complaints);
  const generateTree = valueAt(map, 'generate');
  const generate =
    generateTree === null ? null : commandFrom(generateTree, { kind: 'map' }, complaints);
  const metrics = metricsFrom(map, complaints);
  const output = outputFrom(valueAt(map, 'output'), complaints);
  const timeoutMs = durationMs(map, 'timeout', SUITE_DEFAULTS.timeoutMs, complaints);
  const cwd = folderFrom(scalarAt(map, 'cwd'), 'cwd', complaints) ?? '.';
  const env = envFrom(valueAt(map, 'env'), complaints);
  const benchmark = { id, run: run ?? REFUSED, cwd, metrics, output, timeoutMs, env, generate };
  if (run !== null) {
    checkPlaceholders(map, benchmark, family, complaints);
  }
  return benchmark;
}

function outputFrom(tree: Tree | null, complaints: Complaints): OutputRule {
  if (tree?.kind === 'map') {
    const inner = valueAt(tree, 'command');
    const command = inner === null ? null : commandFrom(inner, { kind: 'map' }, complaints);
    return command === null ? { kind: 'same' } : { kind: 'command', command };
  }
  return tree !== null && asScalar(tree).value === 'ignore' ? { kind: 'ignore' } : { kind: 'same' };
}

function envFrom(tree: Tree | null, complaints: Complaints): Record<string, string> {
  const entries: readonly [string, Entry][] = tree === null ? [] : [...asMap(tree).entries];
  return Object.fromEntries(
    entries.map(([name, { keyPlace, value }]) => {
      const { text } = asScalar(value);
      if (!/^[A-Za-z_]\w*$/.test(name) || text.includes('\0')) {
        const message = `"${name}" can't be set in the environment.`;
        complaints.refuse(keyPlace, message, 'Use letters, digits and underscores, no NUL.');
      }
      return [name, text] as const;
    }),
  );
}

/** Every `{name}` must mean something, and every input must be used. */
function checkPlaceholders(
  map: MapTree,
  benchmark: Holdout,
  family: Family,
  complaints: Complaints,
): void {
  const inputsTree = valueAt(map, 'inputs');
  const inputs = inputsTree === null ? [] : [...asMap(inputsTree).entries];
  const known = inputs.map(([name]) => name);
  const texts = textsOf(benchmark);
  const used = new Set(texts.flatMap(placeholdersIn));
  const place = valueAt(map, 'run')?.place ?? map.place;
  for (const name of used) {
    if (known.includes(name) || (name === SEED_NAME && family === 'holdout')) {
      continue;
    }
    const message =
      name === SEED_NAME
        ? `{${SEED_NAME}} has a value only in a holdout; benchmarks repeat the same input.`
        : `{${name}} has no value.`;
    const literal = `Write {{${name}}} if the text {${name}} itself is meant.`;
    const near =
      known.length === 0 || name === SEED_NAME ? '' : `${suggestion(name, known, 'inputs')} `;
    complaints.refuse(place, message, `${near}${literal}`);
  }
  for (const [name, { keyPlace }] of inputs) {
    if (!used.has(name)) {
      const hint = `Write {${name}} where its value belongs, in run or env.`;
      complaints.refuse(keyPlace, `The input "${name}" is never used.`, hint);
    }
  }
  if (family === 'holdout' && texts.some((text) => hasEscaped(text, SEED_NAME))) {
    const message = `{{${SEED_NAME}}} has no use in a holdout, where {${SEED_NAME}} is filled in.`;
    complaints.refuse(place, message);
  }
}

function usesSeed(benchmark: Holdout): boolean {
  return textsOf(benchmark).some((text) => placeholdersIn(text).includes(SEED_NAME));
}

/** Every text of a benchmark in which placeholders are filled in. */
function textsOf(benchmark: Holdout): string[] {
  const commands: Command[] = [benchmark.run];
  if (benchmark.generate !== null) {
    commands.push(benchmark.generate);
  }
  if (benchmark.output.kind === 'command') {
    commands.push(benchmark.output.command);
  }
  const texts = commands.flatMap((one) => (one.kind === 'shell' ? [one.text] : [...one.words]));
  return [...texts, ...Object.values(benchmark.env)];
}

function withInputs(benchmark: Holdout, inputs: Inputs): Holdout {
  const fill = (text: string): string => filledIn(text, inputs);
  const command = (given: Command): Command => mapCommand(given, fill);
  const { output, env } = benchmark;
  return {
    ...benchmark,
    id: `${benchmark.id}${idSuffix(inputs)}`,
    run: command(benchmark.run),
    generate: benchmark.generate === null ? null : command(benchmark.generate),
    output:
      output.kind === 'command' ? { kind: 'command', command: command(output.command) } : output,
    env: Object.fromEntries(Object.entries(env).map(([name, text]) => [name, fill(text)])),
  };
}

function warnOfFixedInput(map: MapTree, id: string, complaints: Complaints): void {
  complaints.warn(
    map.place,
    `The holdout "${id}" has the same input in every run, so a proposal can be fitted to it.`,
    'Let "generate" make the input from {seed}, a number that is drawn for each run.',
  );
}

/** A holdout without what only holdouts have. */
export function asBenchmark(built: Holdout): Benchmark {
  const { generate: _, ...benchmark } = built;
  return benchmark;
}
