import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';

import Schema from 'typebox/schema';

import { HoneError, type Json, messageOf } from '../../base/index.ts';
import type { FlowFile } from '../../flow/index.ts';
import { SHAPE_NAMES } from './artifact-shape.ts';

/** A schema file of a project, at most. */
const SCHEMA_BYTES_MAX = 4_194_304;

/** Problems of one file that a message names. */
const PROBLEMS_SHOWN = 5;

/**
 * The JSON Schemas of the project that a flow names, by their paths as the flow writes them. They
 * are read once, when a run starts, so that a later edit changes nothing in it.
 *
 * @throws HoneError E_CONFIG for one that can't be used: never a lesser check in its place
 */
export function readProjectSchemas(file: FlowFile, root: string): Record<string, Json> {
  const named = file.steps.flatMap(({ validation }) => validation?.schema ?? []);
  const own = [...new Set(named)].filter((name) => !SHAPE_NAMES.includes(stem(name)));
  return Object.fromEntries(own.map((name) => [name, readSchema(resolve(root, name), name)]));
}

function stem(name: string): string {
  return name.replace(/(?:\.schema)?\.json$/, '');
}

function readSchema(path: string, name: string): Json {
  try {
    if (statSync(path).size > SCHEMA_BYTES_MAX) {
      throw new Error(`it is larger than ${SCHEMA_BYTES_MAX} bytes`);
    }
    const schema: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) {
      throw new Error('it holds no JSON object');
    }
    Schema.Check(schema, null); // a schema that can't be understood says so here
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- JSON.parse gives Json
    return schema as Json;
  } catch (thrown) {
    throw new HoneError('E_CONFIG', `The schema ${name} can't be used: ${messageOf(thrown)}`, {
      cause: thrown,
    });
  }
}

/** Where a document does not fit a schema of the project; empty when it fits. */
export function problemsUnder(schema: object, document: unknown): string[] {
  const [fits, problems] = Schema.Errors(schema, document);
  return fits
    ? []
    : problems
        .slice(0, PROBLEMS_SHOWN)
        .map(({ instancePath, message }) => `${instancePath || '/'} ${message}`);
}
