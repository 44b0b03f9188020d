import { lstatSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { HoneError } from '../../base/index.ts';
import { removeAll, wordsOf } from '../../bench/index.ts';
import type { SubjectFile, SubjectView, ViewedBenchmark } from '../../cheats/index.ts';
import { listTree, type TreeEntry, writeCheckout } from '../../git/index.ts';
import { type Benchmark, BUILT_IN_METRICS } from '../../model/index.ts';
import { admit, type FileChange } from '../../suite/index.ts';
import { type CommandContext, commandText, runCommands } from '../build-checkout.ts';
import { sha256 } from '../read-suite.ts';
import { withBuildRoom } from '../try/build-room.ts';
import type { RunContext } from '../try/run-context.ts';
import {
  ADMISSION_CHUNK,
  RECORDED_OUTPUT_BYTES_MAX,
  VIEW_BYTES_MAX,
  VIEW_FILE_BYTES_MAX,
  VIEW_FILES_MAX,
} from './limits.ts';

/**
 * The subject as cheats see it: its tracked files as the base has them, what a proposal may do
 * with each, and what the benchmarks print. Builds the base once in a checkout of its own, which
 * is removed again. The base is the user's own, but it runs where every other build runs: what it
 * prints then is what samples print, and a base that somebody else wrote reaches no more either.
 *
 * @param token - a name that nothing else has
 * @throws HoneError E_COMMAND when the setup or a benchmark fails on the base
 */
export async function viewSubject(run: RunContext, token: string): Promise<SubjectView> {
  const folder = join(run.bench.root, 'view');
  removeAll(folder);
  try {
    const options = { signal: run.signal, objectsDir: run.objectsDir };
    const { tree } = run.started.base;
    const entries = await listTree(run.repository, tree, options);
    await writeCheckout(run.repository, tree, folder, { ...options, escapingLinks: 'skip' });
    const files = withStandings(run, withTexts(folder, entries));
    const benchmarks = await recordBenchmarks(run, folder);
    const { setup, test, holdout } = run.suite;
    return { token, files, benchmarks, setup, test, hasHoldout: holdout.length > 0 };
  } finally {
    removeAll(folder);
  }
}

type WithText = Omit<SubjectFile, 'standing'>;

/** What a reader is likely to be shown first: code, then everything else. */
const CODE = /\.(?:[cm]?[jt]s|py|sh|bash)$|(?:^|\/)package\.json$|^hone\.yaml$/;

function withTexts(folder: string, entries: readonly TreeEntry[]): WithText[] {
  const texts = new Map<string, string>();
  const likely = [...entries].sort(
    (left, right) => Number(CODE.test(right.path)) - Number(CODE.test(left.path)),
  );
  let bytes = 0;
  for (const { path, kind, size } of likely) {
    const isFile = kind === 'file' || kind === 'executable';
    if (
      isFile &&
      size <= VIEW_FILE_BYTES_MAX &&
      bytes + size <= VIEW_BYTES_MAX &&
      texts.size < VIEW_FILES_MAX
    ) {
      const text = textOf(join(folder, path));
      if (text !== null) {
        texts.set(path, text);
        bytes += size;
      }
    }
  }
  return entries.map(({ path, mode }) => ({ path, mode, text: texts.get(path) ?? null }));
}

/** Null for what is no text in UTF-8. */
function textOf(path: string): string | null {
  if (!lstatSync(path, { throwIfNoEntry: false })?.isFile()) {
    return null;
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      readFileSync(path),
    );
    return text.includes('\0') ? null : text;
  } catch {
    return null; // not UTF-8
  }
}

/** Asks admission itself what it would say to a change of each file. */
function withStandings(run: RunContext, files: readonly WithText[]): SubjectFile[] {
  const frozen = new Set(run.started.frozen);
  const asked = files.filter(({ path, text }) => text !== null && !frozen.has(path));
  const writable = new Set<string>();
  for (let at = 0; at < asked.length; at += ADMISSION_CHUNK) {
    const chunk = asked.slice(at, at + ADMISSION_CHUNK);
    const refused = refusedOf(run, chunk);
    chunk.filter(({ path }) => !refused.has(path)).forEach(({ path }) => writable.add(path));
  }
  return files.map((file) => ({
    ...file,
    standing: frozen.has(file.path) ? 'frozen' : writable.has(file.path) ? 'writable' : 'closed',
  }));
}

function refusedOf(run: RunContext, files: readonly WithText[]): Set<string> {
  const changes = files.map(({ path, mode }): FileChange => ({
    path,
    kind: 'modified',
    oldMode: mode,
    newMode: mode,
    linkTarget: null,
  }));
  const admission = admit({
    scope: run.suite.scope,
    frozenFiles: run.started.frozen,
    frozenGlobs: run.started.frozenGlobs,
    changes,
  });
  return new Set(
    admission.kind === 'admitted' ? [] : admission.findings.map((finding) => finding.path),
  );
}

async function recordBenchmarks(run: RunContext, folder: string): Promise<ViewedBenchmark[]> {
  const { tree } = run.started.base;
  return withBuildRoom(run, { tree, folder }, async (room) => {
    const outcome = await room.within('setup', (shared) => {
      const context = { ...shared, timeoutMs: run.suite.setupTimeoutMs };
      return runCommands(run.suite.setup, folder, 'The setup of the base', context);
    });
    if (outcome.kind === 'failed') {
      throw new HoneError('E_COMMAND', outcome.reason);
    }
    return room.within('tests', async (shared) => {
      const viewed: ViewedBenchmark[] = [];
      for (const benchmark of run.suite.benchmarks) {
        run.hooks.onStage(`Recording what ${benchmark.id} prints`);
        viewed.push(await recordBenchmark(shared, folder, benchmark));
      }
      return viewed;
    });
  });
}

async function recordBenchmark(
  { runner, env, signal }: Omit<CommandContext, 'timeoutMs'>,
  folder: string,
  benchmark: Benchmark,
): Promise<ViewedBenchmark> {
  const cwd = join(folder, benchmark.cwd);
  const result = await runner.run(
    {
      words: wordsOf(benchmark.run),
      cwd,
      env: { ...env, ...benchmark.env },
      stdinPath: null,
      placement: 'free',
      timeoutMs: benchmark.timeoutMs,
      exactMemory: false,
      captureBytesMax: RECORDED_OUTPUT_BYTES_MAX,
      keepStdoutAt: null,
    },
    signal,
  );
  if (result.exit.kind !== 'exited' || result.exit.code !== 0) {
    throw new HoneError(
      'E_COMMAND',
      `The benchmark ${benchmark.id} (${commandText(benchmark.run)}) does not work on the base ` +
        `itself, so there is nothing to cheat. ${result.stderrTail.trim().slice(-400)}`,
    );
  }
  const text = result.stdoutText ?? '';
  const builtIn: readonly string[] = BUILT_IN_METRICS;
  return {
    id: benchmark.id,
    run: benchmark.run,
    cwd: benchmark.cwd,
    printedMetrics: benchmark.metrics
      .map(({ name }) => name)
      .filter((name) => !builtIn.includes(name)),
    // The runner returns the end of a long output, and bytes that are no text come out otherwise.
    output: sha256(text) === result.outputSha256 ? text : null,
    inputs: inputsOf(benchmark, cwd),
  };
}

function inputsOf(benchmark: Benchmark, cwd: string): ViewedBenchmark['inputs'] {
  const words =
    benchmark.run.kind === 'words' ? benchmark.run.words : benchmark.run.text.split(/\s+/);
  return words.slice(1).flatMap((word) => {
    const found = statSync(join(cwd, word), { throwIfNoEntry: false });
    return found?.isFile() === true ? [{ path: word, bytes: found.size }] : [];
  });
}
