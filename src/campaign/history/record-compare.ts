import { HoneError } from '../../base/index.ts';
import { openRepository, type Repository } from '../../git/index.ts';
import type { CompareResult } from '../../model/index.ts';
import { currentSuite } from '../try/frozen-suite.ts';
import { runIdNow } from '../try/run-id-now.ts';
import { withStore } from '../try/run-view.ts';
import { COMPARE_TYPE, type RecordedCompare } from './recorded-start.ts';
import { takeHistoryOf } from './take-history.ts';

/** A revision that was measured. */
export interface ComparedSide {
  readonly name: string;
  readonly commit: string;
  readonly tree: string;
}

/**
 * Records a comparison of revisions on the suite's own benchmarks as a run, so that its numbers
 * stand in the history. Each revision was measured with the benchmark files of its own tree, so
 * each has its own suite hash. The comparison itself is done: what fails here is said and no more.
 *
 * @returns what went wrong, in a sentence; null when nothing did
 */
export async function recordCompare(
  repository: Repository,
  result: CompareResult,
  compared: readonly ComparedSide[],
  signal: AbortSignal,
): Promise<string | null> {
  try {
    return await record(
      await openRepository(repository.root, { signal }),
      result,
      compared,
      signal,
    );
  } catch (thrown) {
    if (thrown instanceof HoneError && thrown.code !== 'E_INTERRUPTED') {
      return `This comparison is not in the history: ${thrown.message}`;
    }
    throw thrown;
  }
}

async function record(
  repository: Repository,
  result: CompareResult,
  compared: readonly ComparedSide[],
  signal: AbortSignal,
): Promise<string | null> {
  const sides: RecordedCompare['sides'] = [];
  let config = '';
  for (const { name, commit, tree } of compared) {
    const { read, manifest } = await currentSuite(repository, tree, signal);
    config = read.text;
    sides.push({ name, commit, tree, suiteHash: manifest.hash });
  }
  return withStore(repository.root, signal, (store) => {
    const run = runIdNow();
    const lease = store.acquireRun(run, { purpose: 'hone compare', expect: 'new' });
    const data: RecordedCompare = {
      configBlob: store.putBlob(config),
      samplesBlob: store.putBlob(JSON.stringify(result.samples)),
      branch: repository.head.branch,
      environment: result.environment,
      sides,
    };
    const event = JSON.parse(JSON.stringify(data));
    store.appendEvent(run, { type: COMPARE_TYPE, key: 'compare', data: event });
    lease.release();
    return takeHistoryOf(store, run);
  });
}
