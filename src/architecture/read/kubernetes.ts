import { type FileNotes, NoteList, type SourceText } from '../file-notes.ts';
import { technologyOfImage } from '../known-technology.ts';
import { at, itemsOf, type Located, textIn, yamlDocuments } from '../yaml-documents.ts';

/** Where the pods of each kind of object are described. */
const PODS: ReadonlyMap<string, readonly string[]> = new Map([
  ['Pod', ['spec']],
  ['Deployment', ['spec', 'template', 'spec']],
  ['StatefulSet', ['spec', 'template', 'spec']],
  ['DaemonSet', ['spec', 'template', 'spec']],
  ['ReplicaSet', ['spec', 'template', 'spec']],
  ['Job', ['spec', 'template', 'spec']],
  ['CronJob', ['spec', 'jobTemplate', 'spec', 'template', 'spec']],
]);

/**
 * Kubernetes objects: containers as processes, or as stores and queues by their images, and jobs
 * that run at times. Other YAML says nothing here, and templates of Helm are no YAML before they
 * are filled in.
 */
export function readKubernetes(file: SourceText): FileNotes {
  const notes = new NoteList(file);
  if (/\{\{[^}]*\}\}/.test(file.text)) {
    const isObject = /^\s*kind:/m.test(file.text);
    return notes.end(isObject ? 'It is a template, whose values are not in it.' : null);
  }
  const { documents, problem } = yamlDocuments(file.text);
  const objects = documents.flatMap((one) =>
    textIn(at(one, 'kind')) === 'List' ? itemsOf(at(one, 'items')) : [one],
  );
  for (const object of objects) {
    const kind = textIn(at(object, 'kind'));
    const way = PODS.get(kind);
    if (way !== undefined && at(object, 'apiVersion') !== null) {
      addObject(notes, object, { kind, way });
    }
  }
  return notes.end(problem);
}

function addObject(
  notes: NoteList,
  object: Located,
  { kind, way }: { readonly kind: string; readonly way: readonly string[] },
): void {
  const name = textIn(at(object, 'metadata', 'name')) || kind;
  const schedule = at(object, 'spec', 'schedule');
  if (kind === 'CronJob') {
    const line = schedule?.line ?? object.line;
    const text = `CronJob ${name}: ${textIn(schedule) || 'no schedule'}`;
    notes.add({ kind: 'schedule', name, technology: null }, { kind: 'kubernetes', line, text });
  }
  const replicas = textIn(at(object, 'spec', 'replicas'));
  const many = replicas === '' ? '' : `, ${replicas} ${replicas === '1' ? 'replica' : 'replicas'}`;
  for (const container of itemsOf(at(object, ...way, 'containers'))) {
    const image = textIn(at(container, 'image'));
    const known = technologyOfImage(image);
    const line = at(container, 'image')?.line ?? container.line;
    const own = textIn(at(container, 'name'));
    const text = `${kind} ${name}${many}: container ${own} of ${image || 'no image'}`;
    const seen = { kind: 'kubernetes', line, text } as const;
    if (known !== null) {
      notes.add({ kind: known.kind, name: known.name, technology: known.name }, seen);
    } else if (kind !== 'CronJob') {
      notes.add({ kind: 'process', name, technology: null }, seen);
    }
  }
}
