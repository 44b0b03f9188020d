import type { Outcome } from '../../gates/index.ts';
import { resolveRevision } from '../../git/index.ts';
import { parseRunId } from '../../model/index.ts';
import { commandText } from '../build-checkout.ts';
import type { CheckFact } from '../../tasks/index.ts';
import type { FlowContext } from '../flow/flow-context.ts';
import { currentSuite } from '../try/frozen-suite.ts';
import { startedOn } from '../try/started.ts';
import { buildAndTest } from '../try/trial.ts';
import { withRunContext } from '../try/with-run-context.ts';
import { CHECK_TIMEOUT_MS } from './limits.ts';

/**
 * Runs the tests of the suite and the project's own checks on a commit, contained like the code of
 * any proposal and in a checkout of its own.
 *
 * @param run - id of the run that does it, recorded before
 */
export async function runChecks(
  context: FlowContext,
  order: { readonly run: string; readonly commit: string; readonly checks: readonly string[] },
  signal: AbortSignal,
): Promise<CheckFact[]> {
  const { store, repository, hooks, started: flow } = context;
  const run = parseRunId(order.run);
  const lease = store.acquireRun(run, { purpose: 'checks of a task' });
  try {
    const { tree } = await resolveRevision(repository, order.commit, { signal });
    const current = await currentSuite(repository, tree, signal);
    const started = startedOn(current, store, {
      base: { commit: order.commit, tree, branch: null },
      seed: flow.seed,
      keep: false,
      proposals: [],
      pairsMax: null,
      timeLimitMs: null,
    });
    return await withRunContext({ repository, store, run, started }, { signal, hooks }, (own) => {
      hooks.onStage('Running the tests and the checks of the project on the branch');
      const checks = order.checks.map((text) => ({ kind: 'shell' as const, text }));
      const suite = {
        ...own.suite,
        test: [...own.suite.test, ...checks],
        testTimeoutMs: Math.max(own.suite.testTimeoutMs, CHECK_TIMEOUT_MS),
      };
      return buildAndTest({ ...own, suite }, tree, 'the branch').then((seen) =>
        factsOf(seen, [...own.suite.test.map(commandText), ...order.checks]),
      );
    });
  } finally {
    lease.release();
  }
}

/** They run one after the other, so a failure is of one and hides the rest. */
function factsOf(
  { build, tests }: { readonly build: Outcome; readonly tests: Outcome | null },
  names: readonly string[],
): CheckFact[] {
  const failed = build.kind === 'failed' ? build : tests?.kind === 'failed' ? tests : null;
  return failed === null
    ? names.map((name) => ({ name, state: 'passed' }))
    : [{ name: failed.reason, state: 'failed' }];
}
