import { assert, AssertionError, HoneError, messageOf } from '../../base/index.ts';
import type { FlowEventOf } from '../events.ts';
import { failureText } from '../failure-text.ts';
import { BRANCH_ITEMS_MAX } from '../limits.ts';
import type { Pass } from '../pass.ts';
import { abortError, never, type Scope } from '../scope.ts';
import { seatIn, type Slots, slotsOf } from '../slots.ts';
import { type AllOptions, type BranchOutcome, BRANCHES_MAX } from '../../port/index.ts';

type OutcomeKind = FlowEventOf<'all.done'>['data']['outcomes'][number];

/** `Flow.all`; `branch` gets the scope that it runs in. */
export async function all<I, T>(
  pass: Pass,
  scope: Scope,
  given: { readonly id: string; readonly items: readonly I[]; readonly options: AllOptions<I> },
  branch: (scope: Scope, item: I) => Promise<T>,
): Promise<readonly BranchOutcome<T>[]> {
  const { items, options } = given;
  const id = pass.claim(scope, given.id);
  const names = items.map((item) => options.name(item));
  checkOptions(id, names, options);
  const recorded = pass.recordedAs(id, 'all')?.done.data.outcomes ?? null;
  refuseOtherItems(pass, id, items.length, recorded);
  const slots = slotsOf(options.concurrency);
  const running = new Set(names.map((name) => scope.child(`${id}/${name}/`)));

  const outcomes = await Promise.all(
    [...running].map(async (own, index): Promise<BranchOutcome<T>> => {
      if (recorded?.[index] === 'cancelled') {
        return { kind: 'cancelled' };
      }
      const item = items[index];
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- one scope for each item
      const outcome = await outcomeOf(pass, own, slots, () => branch(own, item as I));
      running.delete(own);
      // Which ones were cancelled is on record when this is not the first time.
      if (outcome.kind === 'failed' && options.failFast && recorded === null) {
        running.forEach((other) => other.close(abortError(`${own.path} failed`)));
      }
      return outcome;
    }),
  );
  const kinds = outcomes.map(({ kind }): OutcomeKind => kind);
  if (recorded === null && kinds.includes('cancelled') && !scope.isClosed()) {
    pass.recorder.append({ type: 'all.done', data: { id, outcomes: kinds } });
  }
  return outcomes;
}

/** Runs one branch until it ends or is closed; then its work is waited for. */
async function outcomeOf<T>(
  pass: Pass,
  scope: Scope,
  slots: Slots,
  run: () => Promise<T>,
): Promise<BranchOutcome<T>> {
  const { promise: closed, resolve } = Promise.withResolvers<{ kind: 'cancelled' }>();
  const stopListening = scope.onClose(() => resolve({ kind: 'cancelled' }));
  const first = await Promise.race([runBranch(pass, scope, slots, run), closed]);
  stopListening();
  if (first.kind === 'cancelled') {
    const done = pass.root.begin();
    const stuck = await scope.settled();
    if (stuck.length > 0) {
      pass.end({ kind: 'stuck', what: stuck.join('; ') });
    }
    done();
  }
  return first;
}

async function runBranch<T>(
  pass: Pass,
  scope: Scope,
  slots: Slots,
  run: () => Promise<T>,
): Promise<BranchOutcome<T>> {
  const seat = await seatIn(slots, scope);
  scope.seat = seat;
  try {
    const value = await run();
    assert(scope.busy() === 0, `branch ${scope.path} waits for its steps before it returns`);
    return { kind: 'done', value };
  } catch (thrown) {
    if (thrown instanceof AssertionError) {
      pass.end({ kind: 'fatal', thrown }); // a bug in hone, not a failure of the branch
      return await never();
    }
    return { kind: 'failed', failure: failureText(messageOf(thrown)) };
  } finally {
    seat.leave();
  }
}

function checkOptions<I>(id: string, names: readonly string[], options: AllOptions<I>): void {
  const { concurrency } = options;
  assert(
    Number.isInteger(concurrency) && concurrency >= 1 && concurrency <= BRANCHES_MAX,
    `${id} runs 1 to ${BRANCHES_MAX} branches at once, not ${concurrency}`,
  );
  assert(names.length <= BRANCH_ITEMS_MAX, `${id} has at most ${BRANCH_ITEMS_MAX} branches`);
  assert(new Set(names).size === names.length, `the branches of ${id} have different names`);
  assert(
    names.every((name) => name !== '' && !name.includes('/')),
    `a branch of ${id} is named by one segment of a path`,
  );
}

function refuseOtherItems(
  pass: Pass,
  id: string,
  items: number,
  recorded: readonly OutcomeKind[] | null,
): void {
  if (recorded !== null && recorded.length !== items) {
    throw new HoneError(
      'E_FLOW_CHANGED',
      `Run ${pass.run} recorded ${recorded.length} branches of ${id}, and the flow now has ` +
        `${items}. Resume the run with the flow that it began with, or start a new run.`,
    );
  }
}
