import type { PullRequest } from '../../../git/index.ts';
import type { Suite } from '../../../model/index.ts';
import type { TrackerPull } from '../../../tasks/index.ts';
import { commandText } from '../../build-checkout.ts';
import { lastOf, sinceStart } from '../task-log.ts';
import { checkFacts } from '../task-pull.ts';
import type { TaskRecords } from './task-records.ts';

type Check = TrackerPull['checks'][number];

/**
 * What is tested before a task is merged: the tests of the suite and the agreement of outputs, as
 * its run validated them, the project's own checks, and those of the pull request when it was read.
 */
export function checksOf(
  records: TaskRecords,
  around: { readonly suite: Suite | null; readonly live: PullRequest | null },
): Check[] {
  return [
    ...validated(records, around.suite),
    ...ownChecks(records),
    ...(around.live === null ? [] : checkFacts(around.live)),
  ];
}

function validated({ own: { results } }: TaskRecords, suite: Suite | null): Check[] {
  if (results === null) {
    return (suite?.test ?? []).map((test) => ({ name: commandText(test), state: 'not-run' }));
  }
  return [
    ...results.tests.map(({ command, passed }): Check => {
      return { name: command, state: passed ? 'passed' : 'failed' };
    }),
    ...results.outputs.map(({ benchmark, same }): Check => {
      const state = same === null ? 'not-run' : same ? 'passed' : 'failed';
      return { name: `${benchmark} prints what the base prints`, state };
    }),
  ];
}

/** They run together in phase 6, so that one that fails hides those after it. */
function ownChecks({ state, phases }: TaskRecords): Check[] {
  const seen = phases.get(6)?.criteria.find(({ id }) => id === 'checks-green');
  if (seen?.state === 'unmet') {
    return [{ name: `${seen.text}: ${seen.message}`, state: 'failed' }];
  }
  const named = lastOf(sinceStart(state.log), 'started')?.checks ?? [];
  return named.map((name) => ({ name, state: seen === undefined ? 'not-run' : 'passed' }));
}
