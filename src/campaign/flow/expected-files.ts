import { HoneError } from '../../base/index.ts';
import { substitute } from '../../flow/index.ts';
import type { FlowContext, StepWork } from './flow-context.ts';

/**
 * What `{{…}}` stands for in this run. There is one plan in a run, named like it; a fork keeps the
 * names of what it began with.
 */
export function placeholderValues({ started }: FlowContext): Record<string, string> {
  const { origin } = started;
  return { run_id: origin, workflow_id: origin, plan_id: origin };
}

/** The same entries with the placeholders of their names filled in. */
export function expectedFiles<T extends { readonly name: string }>(
  context: FlowContext,
  entries: readonly T[],
): T[] {
  return entries.map((entry) => ({ ...entry, name: filled(context, entry.name) }));
}

/**
 * A name with its placeholders filled in.
 *
 * @throws HoneError E_CONFIG when one is unknown
 */
export function filled(context: FlowContext, name: string): string {
  const outcome = substitute(name, placeholderValues(context));
  if (outcome.kind === 'refused') {
    throw new HoneError('E_CONFIG', `${context.file.path}: ${outcome.reasons.join(' ')}`);
  }
  return outcome.text;
}

/** Names of the files that a step may bring: secondary outputs, and notes on its reasoning. */
export function optionalFiles({ context, step }: StepWork): string[] {
  return expectedFiles(
    context,
    step.outputs.filter(({ kind, required }) => kind === 'reasoning' || !required),
  ).map(({ name }) => name);
}

/** Names of the files that a step must bring. */
export function requiredFiles({ context, step }: StepWork): string[] {
  return expectedFiles(
    context,
    step.outputs.filter(({ kind, required }) => kind === 'artifact' && required),
  ).map(({ name }) => name);
}
