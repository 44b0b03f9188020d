import { HoneError } from '../../base/index.ts';
import type { ArtifactRecord } from './board.ts';
import { filled } from './expected-files.ts';
import type { StepWork } from './flow-context.ts';

/**
 * An artifact that an earlier step made.
 *
 * @param name - may hold placeholders
 * @throws HoneError E_NOT_FOUND when no step brought it
 */
export function requiredArtifact(work: StepWork, name: string): ArtifactRecord {
  const wanted = filled(work.context, name);
  const found = work.board.artifact(wanted);
  if (found === null) {
    throw new HoneError(
      'E_NOT_FOUND',
      `Step ${work.step.id} needs ${wanted}, and no step before it made one.`,
    );
  }
  return found;
}
