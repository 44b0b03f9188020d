import type { RunView } from '../../../port/index.ts';
import type { FlowContext } from '../flow-context.ts';
import { fittingName } from './fitting-text.ts';
import { pathOf, positionOf } from './journal-place.ts';
import { artifactsIn, stepOfGate, stepsDone } from './recorded-steps.ts';

/** `checkpoint.json`: the last gate that passed, and what came with it; null before the first. */
export function checkpointOf(context: FlowContext, view: RunView): object | null {
  const last = view.gates.findLast((gate) => gate.state === 'passed' && stepOfGate(gate) !== null);
  const step = last === undefined ? null : stepOfGate(last);
  if (last === undefined || step === null) {
    return null;
  }
  const { ttlHours } = context.file.checkpoint;
  const artifacts = artifactsIn(view);
  const before = view.gates.filter(({ state }) => state === 'passed').at(-2);
  const journal = positionOf(context);
  return {
    checkpoint_id: `${view.run}-${journal.seq}`,
    run_id: view.run,
    workflow: fittingName(context.file.name),
    step,
    status: view.rewinds.length > 0 ? 'restored' : 'valid',
    created_at: last.at,
    expiration: new Date(Date.parse(last.at) + ttlHours * 3_600_000).toISOString(),
    parent_checkpoint: before?.id ?? null,
    completed_steps: stepsDone(context.file, view),
    gate: last.id,
    artifacts: artifacts.map(({ name, sha256, bytes: size }) => ({
      name,
      path: pathOf(context, name),
      sha256,
      size,
    })),
    journal,
  };
}
