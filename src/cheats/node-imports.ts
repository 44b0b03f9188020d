import { normalPath } from '../base/index.ts';
import type { SubjectFile } from './subject-view.ts';
import { folderOf, inFolder } from './tree-paths.ts';

const NODE_IMPORT = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)(['"])([^'"\n]+)\1/g;
const ENDINGS = ['', '.js', '.mjs', '.cjs', '.ts', '.mts', '.cts'];
const INDEXES = ['index.js', 'index.mjs', 'index.cjs', 'index.ts'];

/**
 * Paths of the tree that a file in JavaScript or TypeScript loads: relative names, folders by their
 * package.json or index, and the package of the tree itself by its own name.
 */
export function nodeImports(
  file: SubjectFile,
  _first: SubjectFile,
  byPath: ReadonlyMap<string, SubjectFile>,
): string[] {
  const folder = folderOf(file.path);
  return [...(file.text ?? '').matchAll(NODE_IMPORT)].flatMap(([, , name = '']) => {
    if (!name.startsWith('.')) {
      return ownPackage(name, byPath);
    }
    const path = normalPath(inFolder(folder, name));
    return path === null ? [] : loadedBy(path, byPath);
  });
}

/** A file, perhaps with its ending left out, or a folder. */
function loadedBy(path: string, byPath: ReadonlyMap<string, SubjectFile>): string[] {
  // TypeScript is imported by the name that it will have when it is compiled.
  const source = path.replace(/\.([cm]?)js$/, '.$1ts');
  const names = [...ENDINGS.map((ending) => `${path}${ending}`), source];
  const found = path === '' ? undefined : names.find((name) => byPath.has(name));
  return found === undefined ? folderEntry(path, byPath) : [found];
}

function folderEntry(folder: string, byPath: ReadonlyMap<string, SubjectFile>): string[] {
  const named = entriesOf(manifestIn(folder, byPath)).flatMap((entry) => {
    const path = normalPath(inFolder(folder, entry));
    return path === null ? [] : ENDINGS.map((ending) => `${path}${ending}`);
  });
  const names = [...named, ...INDEXES.map((name) => inFolder(folder, name))];
  const found = names.find((name) => byPath.has(name) && !name.endsWith('.d.ts'));
  return found === undefined ? [] : [found];
}

/** Tests and benchmarks often load a package as its users do. */
function ownPackage(name: string, byPath: ReadonlyMap<string, SubjectFile>): string[] {
  const own = manifestIn('', byPath)['name'];
  if (typeof own !== 'string' || (name !== own && !name.startsWith(`${own}/`))) {
    return [];
  }
  return loadedBy(name.slice(own.length + 1), byPath);
}

/** What a package.json says it begins with, in the order in which it counts. */
function entriesOf(manifest: Readonly<Record<string, unknown>>): string[] {
  const { exports, main } = manifest;
  return [
    ...textsIn(isObject(exports) && '.' in exports ? exports['.'] : exports),
    ...textsIn(main),
  ];
}

/** The paths of `exports`, whose conditions may lie within each other. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') {
    return [value];
  }
  return isObject(value) ? Object.values(value).flatMap((inner) => textsIn(inner)) : [];
}

function manifestIn(
  folder: string,
  byPath: ReadonlyMap<string, SubjectFile>,
): Readonly<Record<string, unknown>> {
  const text = byPath.get(inFolder(folder, 'package.json'))?.text ?? '';
  try {
    const json: unknown = JSON.parse(text);
    return isObject(json) ? json : {};
  } catch {
    return {}; // what is no JSON names nothing
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
