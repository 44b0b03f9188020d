import { Type } from 'typebox';

/** What is asked of a person in a run, as documents tell it. */
export const AskedQuestion = Type.Object({
  id: Type.String({ description: 'Unique in the run; answers name it.' }),
  of: Type.String({ description: 'Role or name that should answer, such as architect.' }),
  text: Type.String({ description: 'The whole question in plain words.' }),
  choices: Type.Array(Type.String(), { description: 'What may be answered.' }),
  askedAt: Type.String({ description: 'ISO 8601, UTC.' }),
});

/** What somebody answered. */
export const GivenChoice = Type.Object({
  choice: Type.String({ description: "One of the question's choices." }),
  by: Type.String({ description: 'Who answered.' }),
  reason: Type.String({ description: 'May be empty.' }),
  at: Type.String({ description: 'ISO 8601, UTC: when it was sent.' }),
  data: Type.Unknown({ description: 'Anything that goes with it; null for nothing.' }),
});
