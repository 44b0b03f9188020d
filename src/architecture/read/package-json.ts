import { type FileNotes, NoteList, type SourceText, type SubjectTree } from '../file-notes.ts';
import { technologyOfPackage } from '../known-technology.ts';
import { at, entriesOf, type Located, textIn, yamlDocuments } from '../yaml-documents.ts';

/** Scripts that start the subject itself; others build, test or release it. */
const STARTING = /^(?:start|serve|worker|server|web|daemon|dev)(?::|$)/;

/** What Node loads of a folder whose package.json names nothing. */
const UNNAMED_MAIN = 'index.js';

/** Targets of exports that are no code which runs. */
const NO_CODE = /\.(?:d\.[cm]?ts|json|css|scss|less|md|map|txt)$/i;

/** Levels of conditions in exports that are looked at. */
const CONDITIONS_DEPTH_MAX = 10;

/**
 * package.json: commands, what others import, scripts that start it, and what it talks to. Peers
 * that are optional are what it can talk to, so they say nothing.
 */
export function readPackageJson(file: SourceText, tree: SubjectTree): FileNotes {
  const notes = new NoteList(file);
  const { documents, problem } = yamlDocuments(file.text.replace(/^\ufeff/, ''));
  const root = documents[0] ?? null;
  if (root?.kind !== 'map') {
    return notes.end(problem ?? 'It holds no JSON object.');
  }
  const own = textIn(at(root, 'name')) || file.path;
  const entry = (name: string, value: Located, text: string): void => {
    const seen = { kind: 'manifest', line: value.line, text } as const;
    notes.add({ kind: 'entry-point', name, technology: 'Node.js' }, seen);
  };
  const bin = at(root, 'bin');
  const isNamed = ['main', 'module', 'exports'].some((key) => at(root, key) !== null);
  const folder = file.path.split('/').slice(0, -1).join('/');
  const unnamed = folder === '' ? UNNAMED_MAIN : `${folder}/${UNNAMED_MAIN}`;
  if (bin === null && !isNamed && tree.has(unnamed)) {
    const text = 'what Node loads, as package.json names nothing else';
    const seen = { kind: 'code', file: unnamed, line: 1, text } as const;
    notes.add({ kind: 'entry-point', name: own, technology: 'Node.js' }, seen);
  }
  if (bin?.kind === 'text') {
    entry(own.replace(/^@[^/]+\//, ''), bin, `bin: ${bin.text}`);
  }
  for (const [name, value] of entriesOf(bin)) {
    entry(name, value, `bin: ${textIn(value)}`);
  }
  for (const key of ['main', 'module'] as const) {
    const value = at(root, key);
    if (value?.kind === 'text') {
      entry(own, value, `${key}: ${value.text}`);
    }
  }
  addExports(at(root, 'exports'), own, entry);
  for (const [name, value] of entriesOf(at(root, 'scripts'))) {
    if (STARTING.test(name)) {
      entry(`npm run ${name}${folder === '' ? '' : ` in ${folder}`}`, value, textIn(value));
    }
  }
  for (const key of ['dependencies', 'optionalDependencies', 'peerDependencies']) {
    for (const [name, value] of entriesOf(at(root, key))) {
      const isOptional = textIn(at(root, 'peerDependenciesMeta', name, 'optional')) === 'true';
      if (key === 'peerDependencies' && isOptional) {
        continue;
      }
      addPackage(notes, { name, version: textIn(value), line: value.line });
    }
  }
  return notes.end(problem);
}

function addExports(
  value: Located | null,
  own: string,
  entry: (name: string, value: Located, text: string) => void,
): void {
  if (value?.kind === 'text') {
    entry(own, value, `exports: ${value.text}`);
  }
  const paths = entriesOf(value).filter(([key]) => key.startsWith('.'));
  for (const [key, one] of paths.filter(([, target]) => isCode(target))) {
    entry(key === '.' ? own : `${own}${key.slice(1)}`, one, `exports ${key}`);
  }
  if (value !== null && value.kind === 'map' && paths.length === 0) {
    entry(own, value, 'exports, by conditions');
  }
}

/** Whether a target of exports, by any of its conditions, is code; null keeps a path for itself. */
function isCode(target: Located, depth = 0): boolean {
  switch (target.kind) {
    case 'text':
      return target.text !== '' && !NO_CODE.test(target.text);
    case 'list':
      return target.items.some((one) => isCode(one, depth + 1));
    case 'map':
      return (
        depth < CONDITIONS_DEPTH_MAX &&
        [...target.entries].some(([key, one]) => key !== 'types' && isCode(one, depth + 1))
      );
  }
}

/** A dependency that talks to something which keeps or passes data. */
export function addPackage(
  notes: NoteList,
  {
    name,
    version,
    line,
  }: { readonly name: string; readonly version: string; readonly line: number },
): void {
  const known = technologyOfPackage(name);
  if (known !== null) {
    const { kind, name: technology } = known;
    const text = `depends on ${name} ${version}`;
    notes.add({ kind, name: technology, technology }, { kind: 'dependency', line, text });
  }
}
