import { type Complaints, type MapTree, nearest } from '../../document/index.ts';
import { isSameArtifact } from './artifact-name.ts';
import { mapAt, textsAt } from './fields.ts';
import type { FlowStep, RunInput } from './flow-file.ts';

/**
 * What has to be given when a run starts: `workflow_inputs`, and every plain word that steps read
 * and none writes (`target_system`), which files in this format do not declare.
 */
export function runInputsFrom(
  root: MapTree,
  steps: readonly FlowStep[],
  complaints: Complaints,
): RunInput[] {
  const map = mapAt(root, 'workflow_inputs');
  const found = new Map<string, RunInput>();
  for (const [key, required] of [
    ['required', true],
    ['optional', false],
  ] as const) {
    for (const { text, place } of textsAt(map, key)) {
      if (found.has(text)) {
        complaints.refuse(place, `The input "${text}" is declared twice.`, 'Keep it once.');
      }
      found.set(text, { name: text, required });
    }
  }
  const written = steps.flatMap(({ outputs }) => outputs.map(({ name }) => name));
  for (const { name, from, optional, place } of steps.flatMap(({ inputs }) => inputs)) {
    const isWord = /^[\p{L}_][\p{L}\p{N}_-]*$/u.test(name);
    const isWritten = written.some((output) => isSameArtifact(name, output));
    if (!isWord || isWritten || from !== null || found.has(name)) {
      continue;
    }
    const near = nearest(name, written);
    const hint = near === null ? 'Declare it in workflow_inputs.' : `Is "${near}" meant?`;
    const must = optional ? 'may' : 'must';
    complaints.warn(place, `No step writes "${name}": it ${must} be given with the run.`, hint);
    found.set(name, { name, required: !optional });
  }
  return [...found.values()];
}
