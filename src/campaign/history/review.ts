import { HoneError, systemClock } from '../../base/index.ts';
import { openRepository } from '../../git/index.ts';
import { type Review, REVIEW_SCHEMA, type Suite } from '../../model/index.ts';
import { allKeptProfiles, profilesFolder } from '../profile/kept-profiles.ts';
import { readSuite } from '../read-suite.ts';
import { lastFrozen } from '../try/frozen-suite.ts';
import { withStore } from '../try/run-view.ts';
import { historyIn, startOf } from './history.ts';
import { debtsIn } from './review-debts.ts';
import { budgetsIn, driftIn } from './review-drift.ts';
import { newBottlenecks } from './review-profiles.ts';

/**
 * What happened to the performance of a repository since a time: new bottlenecks, drift, budgets
 * near their limit, debts. What can't be told is said to be unknown.
 *
 * @param options.since - `30d`, a date, or a revision
 * @throws HoneError E_USAGE or E_NOT_FOUND for a `since` of no meaning
 */
export async function review(
  options: { readonly folder: string; readonly since: string; readonly branch: string | null },
  signal: AbortSignal,
): Promise<Review> {
  const repository = await openRepository(options.folder, { signal });
  const since = await startOf(repository, options.since, systemClock, signal);
  const profiles = allKeptProfiles(await profilesFolder(repository.root, signal));
  return withStore(repository.root, signal, async (store) => {
    const all = { benchmark: null, metric: 'all', since: null, branch: options.branch };
    const whole = await historyIn(repository, store, all, signal);
    const claimed = { ...whole, series: whole.series.filter((one) => one.claimed) };
    const made = store.runs().filter((run) => Date.parse(run.createdAt) >= Date.parse(since));
    const frozen = lastFrozen(store)?.hash ?? null;
    const drift = driftIn(claimed, since);
    const gaps = whole.gaps.map(({ run, text }) => `${run}: ${text}.`);
    return {
      schema: REVIEW_SCHEMA,
      since,
      until: systemClock.isoNow(),
      runs: made.length,
      bottlenecks: newBottlenecks(profiles, since),
      drift: { ...drift, unknown: [...drift.unknown, ...gaps] },
      budgets: budgetsIn(whole, suiteAt(repository.root), frozen),
      debts: debtsIn(store, since),
    };
  });
}

/** Null when there is none that can be read, which the review says. */
function suiteAt(root: string): Suite | null {
  try {
    return readSuite(root).suite;
  } catch (thrown) {
    if (thrown instanceof HoneError) {
      return null;
    }
    throw thrown;
  }
}
