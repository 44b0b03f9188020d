import { type Static, Type } from 'typebox';

import { closed, count, envelope, known, listOf, name, someOf, text, Time } from './fields.ts';

/** Name and version of `architecture-notes.json`. */
export const ARCHITECTURE_NOTES_SCHEMA = 'hone.architecture-notes.v1';

/** Where in the repository something can be looked up. */
export const ArchitectureEvidence = closed({
  file: name('Path in the commit.'),
  line: Type.Integer({ minimum: 1 }),
  kind: Type.Union(
    [
      Type.Literal('manifest'),
      Type.Literal('dependency'),
      Type.Literal('container'),
      Type.Literal('compose'),
      Type.Literal('kubernetes'),
      Type.Literal('code'),
      Type.Literal('trace'),
    ],
    { description: 'trace: it was seen running; all others: it is written down.' },
  ),
  text: text('What stands there.'),
});
export type ArchitectureEvidence = Static<typeof ArchitectureEvidence>;

/** One part of how a subject is built and run. */
export const ArchitectureNote = closed({
  kind: Type.Union(
    [
      Type.Literal('entry-point'),
      Type.Literal('process'),
      Type.Literal('schedule'),
      Type.Literal('store'),
      Type.Literal('queue'),
    ],
    {
      description:
        'entry-point: where its code begins to run. process: something that is started and ' +
        'stays. schedule: something that is started at times. store and queue: what keeps or ' +
        'passes data.',
    },
  ),
  name: name('What it is called.'),
  technology: known(name('What it is, such as PostgreSQL; null when that is not known.')),
  evidence: someOf(ArchitectureEvidence),
});
export type ArchitectureNote = Static<typeof ArchitectureNote>;

/** How a subject is put together, as far as its committed files say. */
export const ArchitectureNotes = closed({
  ...envelope(ARCHITECTURE_NOTES_SCHEMA),
  created_at: Time,
  created_by: name('Who made it.'),
  files_read: count('Files that could say something and were read.'),
  notes: listOf(ArchitectureNote, 'By kind, in the order of the kinds.'),
  not_read: listOf(
    closed({ file: name('Path in the commit.'), reason: text('Why it says nothing here.') }),
  ),
});
export type ArchitectureNotes = Static<typeof ArchitectureNotes>;
