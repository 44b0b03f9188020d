import { Type } from 'typebox';
import { Value } from 'typebox/value';

import type { Flow, RunView } from '../../port/index.ts';
import type { Board } from './board.ts';
import { publishOnceMore } from './built-in/publish.ts';
import type { FlowContext } from './flow-context.ts';
import { verdictOf, workOf } from './run-step.ts';

/** Before the number of a gate at the end of a run whose results were not published. */
const UNPUBLISHED = 'publish-later/';

/** What `data` of a rewind holds that is there to publish. */
const Again = Type.Object({ publish: Type.Literal('again') });

/** Why a run that had completed goes on. */
export const PUBLISH_AGAIN = {
  reason: 'The run had completed, but its results were not published.',
  by: 'hone run resume',
  data: { publish: 'again' },
} as const;

/**
 * The gate at which a completed run waits for its results to be published; null for a run that is
 * not completed, or that has nothing left to publish.
 */
export function unpublishedGate({ status, gates }: RunView): string | null {
  const last = gates.at(-1);
  return status === 'completed' && last?.id.startsWith(UNPUBLISHED) === true ? last.id : null;
}

/**
 * The end of a run whose publishing step failed and was passed over. The run completes, because its
 * result does not depend on it, at a gate from which whoever resumes it publishes once more;
 * nothing else is done again.
 */
export async function publishLater(flow: Flow, context: FlowContext, board: Board): Promise<void> {
  const rewinds = flow.rewinds();
  const asked = rewinds.length - 1 - rewinds.findLastIndex(({ data }) => !Value.Check(Again, data));
  for (let time = 1; unpublished(context, board).length > 0; time++) {
    await flow.gate(`${UNPUBLISHED}${time}`, async () => {
      return { kind: 'pass', commit: board.commit, evidence: null };
    });
    if (time > asked) {
      return;
    }
    for (const step of unpublished(context, board)) {
      const work = workOf(flow, context, step, board);
      const produced = await publishOnceMore(work, time);
      const id = `again-${time}/${step.id}/gate`;
      const gate = await flow.gate(id, async ({ looksAt }) => verdictOf(work, produced, looksAt));
      if (gate.kind === 'passed') {
        board.endAfterAll(step.id, { kind: 'passed', gate: id }, produced);
      }
    }
  }
}

function unpublished({ file }: FlowContext, board: Board): FlowContext['file']['steps'] {
  return file.steps.filter(
    ({ id, type }) => type === 'publish' && board.states.get(id)?.kind === 'failed',
  );
}
