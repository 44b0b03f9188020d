import { ownField } from '../base/index.ts';
import type { FileKind } from './file-kind.ts';
import { SHOWN_CHARS_MAX } from './limits.ts';
import { nearest, suggestion } from './nearest.ts';
import type { Complaints } from './problem.ts';
import type { SchemaNode } from './schema-node.ts';
import type { MapTree, ScalarTree, Tree } from './tree.ts';

/**
 * Holds a tree against a schema and says for each difference where it is and what belongs there.
 * Meaning (names that refer to something, units) is not looked at here.
 */
export class TreeCheck {
  readonly #complaints: Complaints;
  readonly #fileKind: FileKind;

  constructor(complaints: Complaints, fileKind: FileKind) {
    this.#complaints = complaints;
    this.#fileKind = fileKind;
  }

  /**
   * True when `tree` has the shape that the schema asks for.
   *
   * @param name - how messages call the value, e.g. `"timeout"`
   */
  check(tree: Tree, schema: SchemaNode, name: string): boolean {
    const branch = schema.anyOf === undefined ? schema : branchFor(tree, schema.anyOf);
    if (branch === null || !hasKind(tree, branch)) {
      return this.#mismatch(tree, schema, name);
    }
    switch (tree.kind) {
      case 'scalar':
        return isValid(tree.value, branch) || this.#mismatch(tree, schema, name);
      case 'list': {
        if (tree.items.length < (branch.minItems ?? 0)) {
          const hint = this.#fileKind.adviceOn(tree, branch, name);
          this.#complaints.refuse(tree.place, `${name} needs at least one entry.`, hint);
          return false;
        }
        const { items = {} } = branch;
        return tree.items
          .map((item, index) => this.check(item, items, `entry ${index + 1} of ${name}`))
          .every(Boolean);
      }
      case 'map':
        return this.#checkMap(tree, branch, name);
    }
  }

  #checkMap(tree: MapTree, schema: SchemaNode, name: string): boolean {
    const free = Object.values(schema.patternProperties ?? {})[0];
    const properties = schema.properties ?? {};
    const known = Object.keys(properties).filter((key) => properties[key]?.deprecated !== true);
    let good = true;
    for (const [key, { keyPlace, value }] of tree.entries) {
      const inner = Object.hasOwn(properties, key) ? properties[key] : free;
      if (inner === undefined) {
        const message = `There is no key "${key}" in ${name}.`;
        this.#complaints.refuse(keyPlace, message, this.#unknownHint(key, tree, known));
        good = false;
      } else if (inner.deprecated === true) {
        const message = `"${key}" in ${name} has no effect.`;
        this.#complaints.warn(keyPlace, message, inner.description ?? null);
      } else {
        good = this.check(value, inner, `"${key}"`) && good;
      }
    }
    for (const key of schema.required ?? []) {
      if (!tree.entries.has(key)) {
        const title = properties[key]?.title ?? 'a value';
        const message = `The key "${key}" is missing in ${name}.`;
        this.#complaints.refuse(tree.place, message, `It takes ${title}.`);
        good = false;
      }
    }
    return good;
  }

  #unknownHint(key: string, tree: MapTree, known: readonly string[]): string {
    const { refusedKeys, where } = this.#fileKind;
    const refused = ownField(refusedKeys, key);
    if (refused !== undefined) {
      return refused;
    }
    if (key === '<<') {
      return `Merge keys are not used ${where}; write the values out.`;
    }
    const near = nearest(
      key,
      known.filter((other) => !tree.entries.has(other)),
    );
    return near === null ? suggestion(key, known, 'keys') : `Did you mean "${near}"?`;
  }

  #mismatch(tree: Tree, schema: SchemaNode, name: string): false {
    const message = `${capital(name)} must be ${schema.title ?? 'a text'}, not ${shown(tree)}.`;
    const hint = generalAdvice(tree, schema) ?? this.#fileKind.adviceOn(tree, schema, name);
    this.#complaints.refuse(tree.place, message, hint);
    return false;
  }
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

function isValid(value: ScalarTree['value'], schema: SchemaNode): boolean {
  if (schema.anyOf !== undefined) {
    return schema.anyOf.some((branch) => isValid(value, branch));
  }
  if (schema.const !== undefined) {
    return value === schema.const;
  }
  if (typeof value === 'number') {
    const isTyped = schema.type === 'integer' ? Number.isInteger(value) : schema.type === 'number';
    const { minimum = -Infinity, exclusiveMinimum = -Infinity, maximum = Infinity } = schema;
    const isInside = value >= minimum && value > exclusiveMinimum && value <= maximum;
    return isTyped && Number.isFinite(value) && isInside;
  }
  return value !== null && schema.type === typeof value;
}

function generalAdvice(tree: Tree, schema: SchemaNode): string | null {
  if (tree.kind !== 'scalar') {
    return null;
  }
  if (schema.type === 'boolean' && /^(yes|no|on|off)$/i.test(tree.text)) {
    return `Write ${/^(yes|on)$/i.test(tree.text) ? 'true' : 'false'}.`;
  }
  const texts = (schema.anyOf ?? [])
    .map((branch) => branch.const)
    .filter((value) => typeof value === 'string');
  return typeof tree.value === 'string' && texts.length > 0
    ? suggestion(tree.text, texts, 'words')
    : null;
}

function shown(tree: Tree): string {
  switch (tree.kind) {
    case 'list':
      return 'a list';
    case 'map':
      return 'a map';
    case 'scalar': {
      const { value, text } = tree;
      const cut = text.length > SHOWN_CHARS_MAX ? `${text.slice(0, SHOWN_CHARS_MAX)}…` : text;
      if (value === null) {
        return 'nothing';
      }
      if (typeof value === 'string') {
        return `the text ${JSON.stringify(cut)}`;
      }
      return typeof value === 'number' ? `the number ${cut}` : `the truth value ${cut}`;
    }
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
