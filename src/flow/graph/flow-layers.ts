import type { FlowFile, FlowStep } from '../file/flow-file.ts';
import { executionOrder } from '../order/execution-order.ts';

/** One stage as it is drawn. */
export interface Layer {
  readonly steps: readonly FlowStep[];
  /** Null for a step alone. */
  readonly group: string | null;
}

/** A flow's stages; the order of the file, each step alone, where steps wait in a circle. */
export function layersOf(flow: FlowFile): readonly Layer[] {
  const order = executionOrder(flow);
  if (order.kind === 'cycle') {
    return flow.steps.map((step) => ({ steps: [step], group: null }));
  }
  return order.stages.map(({ steps, group }) => ({
    group: steps.length > 1 ? group : null,
    steps: flow.steps.filter(({ id }) => steps.includes(id)),
  }));
}
