import type { TSchema } from 'typebox';

import { ARTIFACT_KINDS, artifactKindOf } from '../../model/index.ts';

/** The shape of an artifact with the name and version that it carries. */
export interface ArtifactShape {
  /** Such as `hone.plan.v1`. */
  readonly schema: string;
  readonly shape: TSchema;
}

/** The shape of an artifact by its name; null for files that hone has no shape for. */
export function artifactShape(name: string): ArtifactShape | null {
  const kind = artifactKindOf(name);
  return kind === null ? null : { schema: kind.schemaName, shape: kind.schema };
}

/** `hone.plan.v1` as flow files call it: `plan`. */
function shortName(schemaName: string): string {
  return schemaName.replace(/^hone\./, '').replace(/\.v\d+$/, '');
}

/** What `validation: {schema: …}` of a flow may name. */
export const SHAPE_NAMES: readonly string[] = ARTIFACT_KINDS.map(({ schemaName }) =>
  shortName(schemaName),
);

/** True when a file has the shape that a flow file asks for by its short name. */
export function hasShape(name: string, wanted: string): boolean {
  const kind = artifactKindOf(name);
  const stem = wanted.replace(/(?:\.schema)?\.json$/, '');
  return kind !== null && shortName(kind.schemaName) === stem;
}
