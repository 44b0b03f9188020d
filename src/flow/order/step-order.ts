import { isSameArtifact } from '../file/artifact-name.ts';
import type { FlowFile, FlowStep, StepInput } from '../file/flow-file.ts';

/** Files that the engine writes into every run's folder; steps may read them. */
export const RUN_FILES: readonly string[] = [
  'artifact-registry.json',
  'checkpoint.json',
  'errors.log',
  'recovery-state.json',
  'run.json',
];

/** Where an input comes from. */
export type InputSource =
  | { readonly kind: 'step'; readonly step: string }
  | { readonly kind: 'run' } // given when the run starts, or written by the engine
  | { readonly kind: 'unknown-step'; readonly step: string }
  | { readonly kind: 'not-written'; readonly step: string } // the named step writes no such thing
  | { readonly kind: 'nobody' };

/** Finds out where a step's input comes from: the named step, else the last writer before it. */
export function sourceOf(flow: FlowFile, reader: FlowStep, input: StepInput): InputSource {
  const { name, from } = input;
  if (from !== null) {
    const step = flow.steps.find(({ id }) => id === from);
    if (step === undefined) {
      return { kind: 'unknown-step', step: from };
    }
    return { kind: writes(step, name) ? 'step' : 'not-written', step: from };
  }
  const own = flow.steps.indexOf(reader);
  const writer =
    flow.steps.findLast((step, index) => index < own && writes(step, name)) ??
    flow.steps.find((step, index) => index >= own && writes(step, name));
  if (writer !== undefined) {
    return { kind: 'step', step: writer.id };
  }
  const isGiven = flow.runInputs.some((given) => given.name === name) || RUN_FILES.includes(name);
  return { kind: isGiven ? 'run' : 'nobody' };
}

/** True when a step writes an artifact of that name. */
export function writes(step: FlowStep, name: string): boolean {
  return step.outputs.some((output) => isSameArtifact(name, output.name));
}

/** One step has to be done before another, and why. */
export interface StepOrder {
  readonly before: string;
  readonly after: string;
  readonly why:
    | 'data' // it reads what the other writes
    | 'gate' // one of them may send the flow back, or decides whether it goes on
    | 'effects' // one of them declares no output, so what it changes is not known
    | 'machine'; // both measure, and the machine measures one thing at a time
  /** What is read; null unless `why` is `data`. */
  readonly artifact: string | null;
}

/**
 * All pairs of steps whose order matters. Whoever wrote two steps into one group said that they
 * do not depend on each other, so between these only what they read counts.
 */
export function stepOrders(flow: FlowFile): StepOrder[] {
  const orders: StepOrder[] = [];
  const index = new Map(flow.steps.map(({ id }, position) => [id, position] as const));
  flow.steps.forEach((after, position) => {
    const sources = new Map<string, string>();
    for (const input of after.inputs) {
      const source = sourceOf(flow, after, input);
      if (source.kind !== 'step') {
        continue;
      }
      const writer = flow.steps[index.get(source.step) ?? -1];
      const isAhead = (index.get(source.step) ?? position) < position;
      const isBeside =
        writer !== undefined && writer.group !== null && writer.group === after.group;
      // What is optional and not there yet is read as missing, so it orders nothing.
      if (!input.optional || (isAhead && !isBeside)) {
        sources.set(source.step, input.name);
      }
    }
    orders.push(
      ...[...sources].map(([before, artifact]) => {
        return { before, after: after.id, why: 'data', artifact } as const;
      }),
    );
    for (const before of flow.steps.slice(0, position)) {
      const isBeside = before.group !== null && before.group === after.group;
      const why = sources.has(before.id) || isBeside ? null : controlBetween(before, after);
      if (why !== null) {
        orders.push({ before: before.id, after: after.id, why, artifact: null });
      }
    }
  });
  return orders;
}

function controlBetween(before: FlowStep, after: FlowStep): StepOrder['why'] | null {
  if (isGate(before) || isGate(after)) {
    return 'gate';
  }
  if (hasUnknownEffects(before) || hasUnknownEffects(after)) {
    return 'effects';
  }
  return before.uses === 'measure' && after.uses === 'measure' ? 'machine' : null;
}

/** True for a step that decides about others: a rating, a person's gate, a return, a condition. */
export function isGate({ type, validation, onFailure, condition }: FlowStep): boolean {
  return (
    type === 'validation' ||
    condition !== null ||
    onFailure.goto !== null ||
    (validation !== null && (validation.scoreMin !== null || validation.gate === 'person'))
  );
}

function hasUnknownEffects({ outputs }: FlowStep): boolean {
  return !outputs.some(({ kind }) => kind === 'artifact');
}
