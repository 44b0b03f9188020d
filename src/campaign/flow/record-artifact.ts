import { Value } from 'typebox/value';

import { HoneError, messageOf } from '../../base/index.ts';
import type { ArtifactRecord } from './board.ts';
import { artifactShape } from './artifact-shape.ts';
import type { StepWork } from './flow-context.ts';
import { trusted } from './trusted.ts';

/** Most problems of one file that a message names. */
const PROBLEMS_SHOWN = 5;

/** What a step hands in under a name. */
export interface Handed {
  readonly name: string;
  readonly agent: string;
}

/**
 * Records a JSON artifact: the envelope (schema, run, commit, suite hash) before its own fields,
 * held against its schema, stored by content, and written into the run's folder.
 *
 * @throws HoneError E_FORMAT naming each place at which it does not fit
 */
export function recordJson(work: StepWork, handed: Handed, value: object): ArtifactRecord {
  const shape = artifactShape(handed.name);
  const document =
    shape === null
      ? value
      : {
          ...envelopeOf(work, shape.schema),
          ...value,
          ...envelopeOf(work, shape.schema),
        };
  const text = `${JSON.stringify(document, null, 2)}\n`;
  if (shape !== null) {
    const read: unknown = JSON.parse(text);
    const problems = [...Value.Errors(shape.shape, read)].slice(0, PROBLEMS_SHOWN);
    if (problems.length > 0) {
      const shown = problems.map((one) => `${one.instancePath || '/'} ${one.message}`);
      throw new HoneError(
        'E_FORMAT',
        `${handed.name} does not have the shape ${shape.schema}: ${shown.join('; ')}. Nothing is ` +
          'filled in for whoever makes it: hand it in complete.',
      );
    }
  }
  return record(work, handed, text, shape?.schema ?? null);
}

/**
 * Records what an agent or a person handed in under a name: JSON by its schema, other text as it
 * is, but never empty.
 *
 * @throws HoneError E_FORMAT
 */
export function recordHandedIn(work: StepWork, handed: Handed, text: string): ArtifactRecord {
  if (!handed.name.endsWith('.json')) {
    return recordText(work, { ...handed, text });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    throw new HoneError('E_FORMAT', `${handed.name} is not JSON: ${messageOf(thrown)}`, {
      cause: thrown,
    });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new HoneError('E_FORMAT', `${handed.name} holds no JSON object.`);
  }
  if (Object.keys(value).length === 0) {
    throw new HoneError(
      'E_FORMAT',
      `${handed.name} holds an empty JSON object, which says nothing.`,
    );
  }
  return recordJson(work, handed, value);
}

/** Records text. @throws HoneError E_FORMAT when there is nothing in it */
export function recordText(
  work: StepWork,
  handed: Handed & { readonly text: string },
): ArtifactRecord {
  if (handed.text.trim() === '') {
    throw new HoneError('E_FORMAT', `${handed.name} is empty.`);
  }
  return record(work, handed, handed.text, null);
}

function record(
  { context, step }: StepWork,
  { name, agent }: Handed,
  text: string,
  schema: string | null,
): ArtifactRecord {
  const stored = context.store.putBlob(text);
  context.store.writeTextArtifact(context.run, name, text);
  const bytes = Buffer.byteLength(text);
  return { name, step: step.id, agent, sha256: stored, bytes, schema };
}

/** What every artifact says about where it comes from. */
function envelopeOf({ context, board }: StepWork, schema: string): object {
  const { run, started } = context;
  return { schema, run, commit: board.commit, suiteHash: started.suiteHash };
}

/** The content of a recorded artifact, from the store and not from the run's folder. */
export function textOf({ context }: StepWork, artifact: ArtifactRecord): string {
  return new TextDecoder().decode(context.store.getBlob(artifact.sha256));
}

/** The parsed content of a recorded JSON artifact, which was held against its schema before. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- it names what was checked
export function jsonOf<T>(work: StepWork, artifact: ArtifactRecord): T {
  return trusted<T>(JSON.parse(textOf(work, artifact)));
}
