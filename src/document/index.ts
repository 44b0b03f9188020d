/** Files that people write: YAML with places, held against a schema, and what is wrong with it. */
export { TreeCheck } from './check-tree.ts';
export { asList, asMap, asScalar, itemsAt, scalarAt, valueAt } from './fields.ts';
export type { FileKind } from './file-kind.ts';
export { PROBLEMS_MAX } from './limits.ts';
export { nearest, suggestion } from './nearest.ts';
export { Complaints, type Place, placeAfter, type Problem } from './problem.ts';
export { readTree } from './read-tree.ts';
export type { SchemaNode } from './schema-node.ts';
export type { Entry, ListTree, MapTree, ScalarTree, Tree } from './tree.ts';
