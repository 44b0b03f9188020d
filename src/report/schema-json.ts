import type { Static, TSchema } from 'typebox';
import { Check, Errors } from 'typebox/value';

import { assert } from '../base/index.ts';
import {
  CompareResult,
  History,
  type Immutable,
  Retro,
  Review,
  TryResult,
} from '../model/index.ts';

/**
 * What `--json` of `hone compare` writes: keys in the schema's order and two spaces of indent, with
 * one sample a line. Equal results give equal text.
 *
 * @throws AssertionError when the result does not fit its published schema
 */
export function compareJson(result: CompareResult): string {
  const { samples, ...rest } = checked(CompareResult, result);
  const head = JSON.stringify(rest, null, 2).replace(/\n\}$/u, '');
  const lines = samples.map((sample) => `    ${JSON.stringify(sample)}`);
  const list = lines.length === 0 ? '[]' : `[\n${lines.join(',\n')}\n  ]`;
  return `${head},\n  "samples": ${list}\n}\n`;
}

/**
 * What `--json` of `hone try` writes: keys in the schema's order and two spaces of indent. Equal
 * results give equal text.
 *
 * @throws AssertionError when the result does not fit its published schema
 */
export function tryJson(result: TryResult): string {
  return `${JSON.stringify(checked(TryResult, result), null, 2)}\n`;
}

/**
 * What `--json` of `hone history` writes: keys in the schema's order and two spaces of indent.
 *
 * @throws AssertionError when the history does not fit its published schema
 */
export function historyJson(history: History): string {
  return `${JSON.stringify(checked(History, history), null, 2)}\n`;
}

/**
 * What `--json` of `hone retro` writes, in the same form.
 *
 * @throws AssertionError when it does not fit its published schema
 */
export function retroJson(retro: Retro): string {
  return `${JSON.stringify(checked(Retro, retro), null, 2)}\n`;
}

/**
 * What `--json` of `hone review` writes, in the same form.
 *
 * @throws AssertionError when it does not fit its published schema
 */
export function reviewJson(review: Review): string {
  return `${JSON.stringify(checked(Review, review), null, 2)}\n`;
}

/**
 * A document for programs, as its command writes it: the value with its keys in the schema's order.
 *
 * @param schema - one of `JSON_DOCUMENTS`
 * @throws AssertionError when the value does not fit its published schema
 */
export function documentOf<S extends TSchema>(
  schema: S,
  value: Immutable<Static<S>>,
): Immutable<Static<S>> {
  return checked(schema, value);
}

/** The value with its keys in the schema's order. */
function checked<T>(schema: TSchema, value: T): T {
  if (!Check(schema, value)) {
    const [first] = Errors(schema, value);
    assert(
      false,
      `a result fits its schema (${first?.instancePath ?? ''}: ${first?.message ?? ''})`,
    );
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same value, keys reordered
  return inOrder(schema, value) as T;
}

/** The parts of a schema that decide the order of keys. */
interface Shape {
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly patternProperties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
  readonly anyOf?: readonly Shape[];
}

function inOrder(shape: Shape, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  if (shape.anyOf !== undefined) {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a part of a schema is one
    const fitting = shape.anyOf.find((one) => Check(one as TSchema, value));
    return inOrder(fitting ?? {}, value);
  }
  if (Array.isArray(value)) {
    return value.map((item: unknown) => inOrder(shape.items ?? {}, item));
  }
  const known = Object.keys(shape.properties ?? {});
  const fields = new Map<string, unknown>(Object.entries(value));
  const rest = [...fields.keys()].filter((key) => !known.includes(key)).sort();
  const [ofRecord = {}] = Object.values(shape.patternProperties ?? {});
  const entries = [...known, ...rest]
    .filter((key) => fields.get(key) !== undefined)
    .map((key) => [key, inOrder(shape.properties?.[key] ?? ofRecord, fields.get(key))] as const);
  return Object.fromEntries(entries);
}
