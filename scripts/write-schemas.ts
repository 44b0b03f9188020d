/** Writes the published JSON Schemas from the same objects that hone validates with. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { FLOW_SCHEMA, flowJsonSchema } from '../src/flow/index.ts';
import {
  ARTIFACT_KINDS,
  COMPARE_SCHEMA,
  CompareResult,
  History,
  HISTORY_SCHEMA,
  Receipt,
  RECEIPT_CHECK_SCHEMA,
  RECEIPT_SCHEMA,
  ReceiptCheck,
  REDTEAM_SCHEMA,
  RedteamResult,
  Retro,
  Review,
  REVIEW_SCHEMA,
  RETRO_SCHEMA,
  TRY_SCHEMA,
  TryResult,
} from '../src/model/index.ts';
import { configJsonSchema } from '../src/suite/index.ts';

const folder = join(import.meta.dirname, '..', 'schemas');
mkdirSync(folder, { recursive: true });

const dialect = 'https://json-schema.org/draft/2020-12/schema';
const schemas: Record<string, object> = {
  [COMPARE_SCHEMA]: {
    $schema: dialect,
    $id: COMPARE_SCHEMA,
    title: 'Result of hone compare',
    ...CompareResult,
  },
  [TRY_SCHEMA]: { $schema: dialect, $id: TRY_SCHEMA, title: 'Result of hone try', ...TryResult },
  [RECEIPT_SCHEMA]: {
    $schema: dialect,
    $id: RECEIPT_SCHEMA,
    title: 'Receipt of a run of hone try',
    ...Receipt,
  },
  [RECEIPT_CHECK_SCHEMA]: {
    $schema: dialect,
    $id: RECEIPT_CHECK_SCHEMA,
    title: 'Result of hone receipt verify',
    ...ReceiptCheck,
  },
  [REDTEAM_SCHEMA]: {
    $schema: dialect,
    $id: REDTEAM_SCHEMA,
    title: 'Result of hone redteam',
    ...RedteamResult,
  },
  [REVIEW_SCHEMA]: {
    $schema: dialect,
    $id: REVIEW_SCHEMA,
    title: 'Result of hone review',
    ...Review,
  },
  [RETRO_SCHEMA]: { $schema: dialect, $id: RETRO_SCHEMA, title: 'Result of hone retro', ...Retro },
  [HISTORY_SCHEMA]: {
    $schema: dialect,
    $id: HISTORY_SCHEMA,
    title: 'Result of hone history',
    ...History,
  },
  'hone.config.v1': configJsonSchema(),
  [FLOW_SCHEMA]: flowJsonSchema(),
};
for (const { schemaName, schema, title } of ARTIFACT_KINDS) {
  schemas[schemaName] = { $schema: dialect, $id: schemaName, title, ...schema };
}
for (const [name, schema] of Object.entries(schemas)) {
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(schema, null, 2)}\n`);
}
