import { type FileNotes, NoteList, type SourceText } from '../file-notes.ts';
import { technologyOfImage } from '../known-technology.ts';
import { at, entriesOf, type Located, textIn, yamlDocuments } from '../yaml-documents.ts';

/**
 * A compose file: each service is a store or a queue by its image, or else a process. One with
 * neither an image nor a build changes a service of another file, and does not say what that is.
 */
export function readCompose(file: SourceText): FileNotes {
  const notes = new NoteList(file);
  const { documents, problem } = yamlDocuments(file.text);
  const services = documents.flatMap((one) => entriesOf(at(one, 'services')));
  for (const [name, service] of services) {
    const base = extended(service, services);
    const imageAt = at(service, 'image') ?? at(base, 'image');
    const build = at(service, 'build') ?? at(base, 'build');
    const isElsewhere = at(service, 'extends') !== null && base === null;
    if (imageAt === null && build === null && !isElsewhere) {
      continue;
    }
    const image = textIn(imageAt);
    const known = technologyOfImage(image);
    const line = imageAt?.line ?? service.line;
    if (known !== null) {
      const { kind, name: technology } = known;
      const seen = { kind: 'compose', line, text: `service ${name}: image ${image}` } as const;
      notes.add({ kind, name: technology, technology }, seen);
      continue;
    }
    const command = textIn(at(service, 'command') ?? at(base, 'command'));
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

/** The service of the same file that one extends; null for none. */
function extended(
  service: Located,
  services: readonly (readonly [string, Located])[],
): Located | null {
  const said = at(service, 'extends');
  const name = textIn(said) || textIn(at(said, 'service'));
  const isHere = at(said, 'file') === null;
  return isHere ? (services.find(([own]) => own === name)?.[1] ?? null) : null;
}
