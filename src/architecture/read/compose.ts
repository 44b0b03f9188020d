import { type FileNotes, NoteList, type SourceText } from '../file-notes.ts';
import { technologyOfImage } from '../known-technology.ts';
import { at, entriesOf, textIn, yamlDocuments } from '../yaml-documents.ts';

/** A compose file: each service is a store or a queue by its image, or else a process. */
export function readCompose(file: SourceText): FileNotes {
  const notes = new NoteList(file);
  const { documents, problem } = yamlDocuments(file.text);
  for (const [name, service] of documents.flatMap((one) => entriesOf(at(one, 'services')))) {
    const image = textIn(at(service, 'image'));
    const known = technologyOfImage(image);
    const line = at(service, 'image')?.line ?? service.line;
    if (known !== null) {
      const { kind, name: technology } = known;
      const seen = { kind: 'compose', line, text: `service ${name}: image ${image}` } as const;
      notes.add({ kind, name: technology, technology }, seen);
      continue;
    }
    const command = textIn(at(service, 'command'));
    const build = at(service, 'build');
    const from = textIn(build) || textIn(at(build, 'context'));
    const parts = [
      image === '' ? '' : `image ${image}`,
      build === null ? '' : `built from ${from || '.'}`,
      command === '' ? '' : `runs ${command}`,
    ].filter((part) => part !== '');
    const text = `service ${name}${parts.length === 0 ? '' : `: ${parts.join(', ')}`}`;
    const seen = { kind: 'compose', line: service.line, text } as const;
    notes.add({ kind: 'process', name, technology: null }, seen);
  }
  return notes.end(problem);
}
