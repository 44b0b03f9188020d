/** Writes the published JSON Schemas from the same objects that hone validates with. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { FLOW_SCHEMA, flowJsonSchema } from '../src/flow/index.ts';
import { ARTIFACT_KINDS, JSON_DOCUMENTS } from '../src/model/index.ts';
import { configJsonSchema } from '../src/suite/index.ts';

const folder = join(import.meta.dirname, '..', 'schemas');
mkdirSync(folder, { recursive: true });

const dialect = 'https://json-schema.org/draft/2020-12/schema';
const schemas: Record<string, object> = {
  'hone.config.v1': configJsonSchema(),
  [FLOW_SCHEMA]: flowJsonSchema(),
};
for (const { schemaName, schema, title } of [...JSON_DOCUMENTS, ...ARTIFACT_KINDS]) {
  schemas[schemaName] = { $schema: dialect, $id: schemaName, title, ...schema };
}
for (const [name, schema] of Object.entries(schemas)) {
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(schema, null, 2)}\n`);
}
