import type { FileKind, SchemaNode } from '../../src/document/index.ts';

/** A kind of file that only the tests know. */
export const NOTES: FileKind = {
  where: 'in notes',
  bytesMax: 1_048_576,
  depthMax: 4,
  nodesMax: 50,
  advice: {
    whenEmpty: 'Write a title.',
    whenLarge: 'Split it.',
    whenDeep: 'Two levels are enough.',
  },
  refusedKeys: { colour: 'Notes are printed in black.' },
  adviceOn: (tree, _, name) =>
    tree.kind === 'scalar' && typeof tree.value === 'number' ? `Spell ${name} out.` : null,
};

/** What a file of that kind looks like. */
export const NOTES_SCHEMA: SchemaNode = {
  title: 'a map with the key title',
  type: 'object',
  required: ['title'],
  properties: {
    title: { type: 'string', title: 'a text' },
    pages: { type: 'integer', title: 'a whole number above 0', exclusiveMinimum: 0 },
    share: { type: 'number', title: 'a share', minimum: 0, maximum: 1 },
    done: { type: 'boolean', title: 'true or false' },
    size: {
      title: 'small, large, or a list of sizes',
      anyOf: [
        { const: 'small', type: 'string' },
        { const: 'large', type: 'string' },
        { type: 'array', minItems: 1, items: { type: 'string', title: 'a size' } },
      ],
    },
    words: { type: 'object', title: 'a map', patternProperties: { '.*': { type: 'string' } } },
    folder: { deprecated: true, description: 'Notes have no folder.' },
  },
};
