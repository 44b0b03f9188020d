import { Type } from 'typebox';

import { known } from '../artifacts/fields.ts';

/** Something in a file that is refused, or that its reader should know. */
export const FileProblem = Type.Object({
  severity: Type.Enum(['error', 'warning'], {
    description: 'error: the file can not be used before it is put right.',
  }),
  line: Type.Integer({ minimum: 1 }),
  column: Type.Integer({ minimum: 1, description: 'In UTF-16 units, as editors count.' }),
  message: Type.String({ description: 'What is wrong with what, as a sentence.' }),
  hint: known(Type.String(), 'What to write instead, as a sentence.'),
});
