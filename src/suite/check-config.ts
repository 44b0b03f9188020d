import type { Tree } from './config-tree.ts';
import { suggestion } from './nearest.ts';
import type { Finding } from './problem.ts';

/** The part of JSON Schema that the schema of hone.yaml is written in. */
export interface SchemaNode {
  readonly title?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly anyOf?: readonly SchemaNode[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly patternProperties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  readonly minItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

/**
 * Holds a tree against a schema and says for each difference where it is and what belongs there.
 * Meaning (names that refer to something, units, patterns) is not looked at here.
 *
 * @param name - how messages call the value, e.g. `"timeout"`
 */
export function checkTree(tree: Tree, schema: SchemaNode, name: string): Finding[] {
  const branch = schema.anyOf === undefined ? schema : branchFor(tree, schema.anyOf);
  if (branch === null || !hasKind(tree, branch)) {
    return [mismatch(tree, schema, name)];
  }
  switch (tree.kind) {
    case 'scalar':
      return isValid(tree.value, branch) ? [] : [mismatch(tree, schema, name)];
    case 'list':
      if (tree.items.length < (branch.minItems ?? 0)) {
        const hint = name === '"benchmarks"' ? 'Add one with id and run.' : null;
        return [{ offset: tree.offset, message: `${name} needs at least one entry.`, hint }];
      }
      return tree.items.flatMap((item, index) =>
        checkTree(item, branch.items ?? {}, `entry ${index + 1} of ${name}`),
      );
    case 'map':
      return checkMap(tree, branch, name);
  }
}

function checkMap(
  tree: Extract<Tree, { kind: 'map' }>,
  schema: SchemaNode,
  name: string,
): Finding[] {
  const free = Object.values(schema.patternProperties ?? {})[0];
  const known = Object.keys(schema.properties ?? {});
  const findings: Finding[] = [];
  for (const [key, { keyOffset, value }] of tree.entries) {
    const inner = free ?? (known.includes(key) ? schema.properties?.[key] : undefined);
    if (inner !== undefined) {
      findings.push(...checkTree(value, inner, `"${key}"`));
    } else {
      const message = `There is no key "${key}" in ${name}.`;
      const missing = known.filter((other) => !tree.entries.has(other));
      findings.push({ offset: keyOffset, message, hint: unknownHint(key, missing, known) });
    }
  }
  for (const key of schema.required ?? []) {
    if (!tree.entries.has(key)) {
      const title = schema.properties?.[key]?.title ?? 'a value';
      const message = `The key "${key}" is missing in ${name}.`;
      findings.push({ offset: tree.offset, message, hint: `It takes ${title}.` });
    }
  }
  return findings;
}

function unknownHint(key: string, missing: readonly string[], known: readonly string[]): string {
  if (key === '<<') {
    return 'Merge keys are not used in hone.yaml; write the values out.';
  }
  const near = suggestion(key, missing, 'keys');
  return near.startsWith('Did') ? near : suggestion(key, known, 'keys');
}

/** The alternative that is meant, by the kind of what stands there. */
function branchFor(tree: Tree, branches: readonly SchemaNode[]): SchemaNode | null {
  const fitting = branches.filter((branch) => hasKind(tree, branch));
  if (tree.kind !== 'scalar') {
    return fitting[0] ?? null;
  }
  return fitting.find((branch) => isValid(tree.value, branch)) ?? fitting[0] ?? null;
}

function hasKind(tree: Tree, schema: SchemaNode): boolean {
  switch (schema.type ?? 'union') {
    case 'object':
      return tree.kind === 'map';
    case 'array':
      return tree.kind === 'list';
    case 'string':
      return tree.kind === 'scalar' && typeof tree.value === 'string';
    case 'boolean':
      return tree.kind === 'scalar' && typeof tree.value === 'boolean';
    case 'number':
    case 'integer':
      return tree.kind === 'scalar' && typeof tree.value === 'number';
    default:
      return schema.anyOf !== undefined && branchFor(tree, schema.anyOf) !== null;
  }
}

function isValid(value: string | number | boolean | null, schema: SchemaNode): boolean {
  if (schema.anyOf !== undefined) {
    return schema.anyOf.some((branch) => isValid(value, branch));
  }
  if (schema.const !== undefined) {
    return value === schema.const;
  }
  if (typeof value === 'number') {
    const typed = schema.type === 'integer' ? Number.isInteger(value) : schema.type === 'number';
    const { minimum = -Infinity, maximum = Infinity } = schema;
    return typed && Number.isFinite(value) && value >= minimum && value <= maximum;
  }
  return schema.type === (value === null ? 'null' : typeof value);
}

function mismatch(tree: Tree, schema: SchemaNode, name: string): Finding {
  const message = `${capital(name)} must be ${schema.title ?? 'a text'}, not ${shown(tree)}.`;
  return { offset: tree.offset, message, hint: mismatchHint(tree, schema) };
}

function mismatchHint(tree: Tree, schema: SchemaNode): string | null {
  if (tree.kind !== 'scalar') {
    return null;
  }
  if (schema.type === 'boolean' && /^(yes|no|on|off)$/i.test(tree.text)) {
    return `Write ${/^(yes|on)$/i.test(tree.text) ? 'true' : 'false'}.`;
  }
  const texts = (schema.anyOf ?? []).map((branch) => branch.const).filter(isText);
  if (typeof tree.value === 'string' && texts.length > 0) {
    return suggestion(tree.text, texts, 'words');
  }
  if (schema.const === 1 && typeof tree.value === 'number') {
    return 'This hone reads version 1; a newer one may be needed for this file.';
  }
  if (schema.title?.startsWith('a duration') === true && typeof tree.value === 'number') {
    return `Add a unit: ${tree.text}s or ${tree.text}ms.`;
  }
  return null;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** Longest value that is shown in a message, in characters. */
const SHOWN_CHARS_MAX = 60;

function shown(tree: Tree): string {
  switch (tree.kind) {
    case 'list':
      return 'a list';
    case 'map':
      return 'a map';
    case 'scalar':
      return shownScalar(tree);
  }
}

function shownScalar({ value, text }: Extract<Tree, { kind: 'scalar' }>): string {
  const cut = text.length > SHOWN_CHARS_MAX ? `${text.slice(0, SHOWN_CHARS_MAX)}…` : text;
  if (value === null) {
    return 'nothing';
  }
  if (typeof value === 'string') {
    return `the text ${JSON.stringify(cut)}`;
  }
  return typeof value === 'number' ? `the number ${cut}` : `the truth value ${cut}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
