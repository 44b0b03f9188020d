import { type Complaints, suggestion } from '../../document/index.ts';
import type { FlowFile } from '../file/flow-file.ts';
import { executionOrder } from '../order/execution-order.ts';

/** Circles, groups that can't run at once, and returns to nowhere. */
export function checkOrder(flow: FlowFile, complaints: Complaints): void {
  const ids = flow.steps.map(({ id }) => id);
  const isUnique = new Set(ids).size === ids.length;
  const order = executionOrder(flow);
  if (isUnique && order.kind === 'cycle' && !isWithinGroup(flow, order.steps)) {
    const place = flow.steps.find(({ id }) => id === order.steps[0])?.place;
    const [first = ''] = order.steps;
    const circle = [...order.steps, first].join(' → ');
    complaints.refuse(
      place ?? { line: 1, column: 1 },
      order.steps.length === 1
        ? `Step ${first} waits for itself.`
        : `These steps wait for each other: ${circle}.`,
      'A gate or another step between the members of a group can cause this, too.',
    );
  }
  if (!flow.parallel.enabled && flow.groups[0] !== undefined) {
    const message = 'Groups are switched off by parallel_execution, so their steps run in turn.';
    complaints.warn(flow.groups[0].place, message, null);
  }
  checkReturns(flow, ids, complaints);
}

/** Members of one group that need each other are told where they read. */
function isWithinGroup({ groups }: FlowFile, steps: readonly string[]): boolean {
  return groups.some(({ members }) => steps.every((id) => members.some(({ step }) => step === id)));
}

function checkReturns(flow: FlowFile, ids: readonly string[], complaints: Complaints): void {
  flow.steps.forEach((step, position) => {
    const back = step.onFailure.goto;
    if (back === null) {
      return;
    }
    const target = ids.indexOf(back.step);
    const group = flow.steps[target]?.group ?? null;
    if (target === -1) {
      const message = `Step ${step.id} returns to "${back.step}", but there is no such step.`;
      complaints.refuse(back.place, message, suggestion(back.step, ids, 'steps'));
    } else if (target === position) {
      const message = `Step ${step.id} returns to itself.`;
      complaints.refuse(back.place, message, 'Use retry to try a step again.');
    } else if (target > position) {
      const message = `Step ${step.id} returns to step ${back.step}, which comes later.`;
      complaints.refuse(back.place, message, 'Only steps before it can be returned to.');
    } else if (group !== null && group === step.group) {
      const message = `Step ${step.id} returns to step ${back.step}, which runs beside it.`;
      complaints.refuse(back.place, message, 'Return to a step before the group.');
    }
  });
}
