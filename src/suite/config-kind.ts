import type { FileKind, SchemaNode, Tree } from '../document/index.ts';
import { CONFIG_BYTES_MAX, CONFIG_DEPTH_MAX, CONFIG_NODES_MAX } from './limits.ts';

/** What a hone.yaml may be, and what messages about it say of their own. */
export const CONFIG_KIND: FileKind = {
  where: 'in hone.yaml',
  bytesMax: CONFIG_BYTES_MAX,
  depthMax: CONFIG_DEPTH_MAX,
  nodesMax: CONFIG_NODES_MAX,
  advice: {
    whenEmpty: 'Run "hone init" to have one proposed; it needs at least version and benchmarks.',
    whenLarge: 'Is this the right file? Keep data in files of their own and name them here.',
    whenDeep: 'A hone.yaml needs at most 6 levels.',
  },
  refusedKeys: {},
  adviceOn,
};

function adviceOn(tree: Tree, schema: SchemaNode, name: string): string | null {
  if (tree.kind === 'list') {
    return name === '"benchmarks"' ? 'Add one with id and run.' : null;
  }
  if (tree.kind !== 'scalar' || typeof tree.value !== 'number') {
    return null;
  }
  if (schema.const === 1) {
    return 'This hone reads version 1; a newer one may be needed for this file.';
  }
  return schema.title?.startsWith('a duration') === true
    ? `Add a unit: ${tree.text}s or ${tree.text}ms.`
    : null;
}
