import { normalPath } from '../base/index.ts';
import { textWords } from './command-words.ts';
import { type Language, languageOf } from './language.ts';
import { FILES_FOLLOWED_MAX } from './limits.ts';
import { nodeImports } from './node-imports.ts';
import type { SubjectFile, SubjectView } from './subject-view.ts';
import { endingOf, folderOf, inFolder } from './tree-paths.ts';

/**
 * The files that a program loads, the first one first and then breadth first in the order in which
 * they are named; found by reading the texts, nothing is run.
 */
export function loadedFiles(view: SubjectView, first: SubjectFile): SubjectFile[] {
  const byPath = new Map(view.files.map((file) => [file.path, file]));
  const found = [first];
  const known = new Set([first.path]);
  for (let index = 0; index < found.length && index < FILES_FOLLOWED_MAX; index += 1) {
    const file = found[index];
    for (const path of file === undefined ? [] : namedBy(file, first, byPath)) {
      const next = byPath.get(path);
      if (next?.text != null && languageOf(next) !== null && !known.has(path)) {
        known.add(path);
        found.push(next);
      }
    }
  }
  return found;
}

/** Paths of the tree that a file names as something to load. */
function namedBy(
  file: SubjectFile,
  first: SubjectFile,
  byPath: ReadonlyMap<string, SubjectFile>,
): string[] {
  const language = languageOf(file);
  return language === null ? [] : READERS[language](file, first, byPath);
}

type Reader = (
  file: SubjectFile,
  first: SubjectFile,
  byPath: ReadonlyMap<string, SubjectFile>,
) => string[];

const READERS: Readonly<Record<Language, Reader>> = {
  node: nodeImports,
  python: pythonImports,
  shell: shellImports,
};

const PYTHON_FROM = /^[ \t]*from[ \t]+(\.*)([\w.]*)[ \t]+import[ \t]+\(?([^)\n#]*)/gm;
const PYTHON_IMPORT = /^[ \t]*import[ \t]+([\w., \t]+)/gm;

function pythonImports(
  file: SubjectFile,
  first: SubjectFile,
  byPath: ReadonlyMap<string, SubjectFile>,
): string[] {
  const text = file.text ?? '';
  const roots = [...new Set([folderOf(first.path), '', 'src', folderOf(folderOf(first.path))])];
  const found: { at: number; paths: string[] }[] = [];
  for (const match of text.matchAll(PYTHON_FROM)) {
    const [, dots = '', module = '', names = ''] = match;
    const bases = dots === '' ? roots : [foldersUp(folderOf(file.path), dots.length - 1)];
    const paths = bases.flatMap((base) => [
      ...pythonModule(byPath, base, module),
      ...names.split(',').flatMap((name) => {
        const [own = ''] = name.trim().split(/\s+/);
        return own === '' ? [] : pythonModule(byPath, base, `${module}.${own}`);
      }),
    ]);
    found.push({ at: match.index, paths });
  }
  for (const match of text.matchAll(PYTHON_IMPORT)) {
    const names = (match[1] ?? '').split(',').map((name) => name.trim().split(/\s+/)[0] ?? '');
    const paths = names.flatMap((name) =>
      roots.flatMap((base) => pythonModule(byPath, base, name)),
    );
    found.push({ at: match.index, paths });
  }
  return found.sort((left, right) => left.at - right.at).flatMap(({ paths }) => paths);
}

function foldersUp(folder: string, levels: number): string {
  return levels <= 0 ? folder : foldersUp(folderOf(folder), levels - 1);
}

function pythonModule(
  byPath: ReadonlyMap<string, SubjectFile>,
  base: string,
  module: string,
): string[] {
  const parts = module.split('.').filter((part) => part !== '');
  const path = inFolder(base, parts.join('/'));
  return parts.length === 0
    ? firstOf(byPath, [inFolder(base, '__init__.py')])
    : firstOf(byPath, [`${path}.py`, `${path}/__init__.py`]);
}

/** Every word of a script that names a file with code: sourced, run by a shell or by another. */
function shellImports(
  file: SubjectFile,
  first: SubjectFile,
  byPath: ReadonlyMap<string, SubjectFile>,
): string[] {
  const folders = [folderOf(file.path), folderOf(first.path), ''];
  return textWords(file.text ?? '').flatMap((word) => {
    // "$(dirname "$0")/lib.sh" and "$HERE/lib.sh" end in what they name.
    const name = word.replaceAll(/['";)]+$/g, '').replace(/^.*[)}"']\/|^\$\w+\//, '');
    if (!/^[\w./-]+$/.test(name) || (!name.includes('/') && endingOf(name) === '')) {
      return [];
    }
    return firstOf(
      byPath,
      folders.map((folder) => normalPath(inFolder(folder, name)) ?? ''),
    );
  });
}

function firstOf(byPath: ReadonlyMap<string, SubjectFile>, paths: readonly string[]): string[] {
  const found = paths.find((path) => byPath.has(path));
  return found === undefined ? [] : [found];
}
