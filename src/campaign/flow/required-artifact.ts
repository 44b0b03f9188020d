import { HoneError } from '../../base/index.ts';
import type { ArtifactRecord } from './board.ts';
import { expectedFiles, filled } from './expected-files.ts';
import type { StepWork } from './flow-context.ts';

/**
 * An artifact that an earlier step made: of the step that the inputs name for it, else the newest.
 *
 * @param name - may hold placeholders
 * @returns null when there is none
 */
export function artifactRead(
  { board, context, step }: StepWork,
  name: string,
): ArtifactRecord | null {
  const wanted = filled(context, name);
  const input = expectedFiles(context, step.inputs).find((one) => one.name === wanted);
  return board.artifact(wanted, input?.from ?? null);
}

/**
 * The same for one that has to be there.
 *
 * @throws HoneError E_NOT_FOUND when no step brought it
 */
export function requiredArtifact(work: StepWork, name: string): ArtifactRecord {
  const found = artifactRead(work, name);
  if (found === null) {
    const wanted = filled(work.context, name);
    throw new HoneError(
      'E_NOT_FOUND',
      `Step ${work.step.id} needs ${wanted}, and no step before it made one.`,
    );
  }
  return found;
}
