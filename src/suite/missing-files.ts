import {
  asMap,
  Complaints,
  itemsAt,
  type MapTree,
  nearest,
  type Place,
  placeAfter,
  type Problem,
  readTree,
  scalarAt,
  type Tree,
  valueAt,
} from '../document/index.ts';
import { oneOrMore } from './build/one-or-more.ts';
import { CONFIG_KIND } from './config-kind.ts';
import { normalisedPath } from './normalised-path.ts';
import { splitWords } from './split-words.ts';

/** The files of the commit in which commands run. */
export interface FilesOfCommit {
  /** Path and git's mode of each. */
  readonly files: readonly { readonly path: string; readonly mode: string }[];
  /** How messages call the commit. */
  readonly name: string;
}

/** Git's mode of a symbolic link. */
const LINK_MODE = '120000';

/** What may follow the name of a script that its interpreter completes. */
const COMPLETIONS = ['', '.js', '.cjs', '.mjs', '.json', '.ts', '/index.js', '/package.json'];

/** Programs whose first word that is no option is a script. */
const INTERPRETERS = new Set('node bun python python3 sh bash ruby perl php lua'.split(' '));

/**
 * Folders and scripts that a hone.yaml names and the commit does not have, so that its commands
 * can't start. Nothing is said where `setup` or `generate` may make them, nor of words whose
 * meaning is not certain: a command may make the files that it is told.
 *
 * @param text - one that `parseConfig` accepts
 * @param fileName - how messages call the file
 * @param only - benchmarks that will run, without tests and holdouts; none for everything
 */
export function missingFiles(
  text: string,
  fileName: string,
  files: FilesOfCommit,
  only: readonly string[] = [],
): Problem[] {
  const complaints = new Complaints();
  const tree = readTree(text, fileName, CONFIG_KIND, complaints);
  if (tree === null || valueAt(asMap(tree), 'setup') !== null) {
    return [];
  }
  const search = new Search(files, complaints);
  for (const benchmark of itemsAt(asMap(tree), 'benchmarks').map(asMap)) {
    const id = scalarAt(benchmark, 'id')?.text ?? '';
    if (only.length === 0 || only.some((one) => one === id || one.startsWith(`${id}/`))) {
      search.benchmark(benchmark);
    }
  }
  if (only.length > 0) {
    return complaints.problems();
  }
  for (const holdout of itemsAt(asMap(tree), 'holdout').map(asMap)) {
    const generate = valueAt(holdout, 'generate');
    if (generate === null) {
      search.benchmark(holdout);
    } else {
      search.command(generate, '.');
    }
  }
  for (const test of oneOrMore(valueAt(asMap(tree), 'test'))) {
    search.command(test, '.');
  }
  return complaints.problems();
}

/** A word of a command and where it stands. */
interface Word {
  readonly text: string;
  readonly place: Place;
}

class Search {
  readonly #files: FilesOfCommit;
  readonly #known: ReadonlySet<string>;
  readonly #links: readonly string[];
  readonly #complaints: Complaints;

  constructor(files: FilesOfCommit, complaints: Complaints) {
    this.#files = files;
    this.#known = new Set(files.files.flatMap(({ path }) => withFolders(path)));
    this.#links = files.files.filter(({ mode }) => mode === LINK_MODE).map(({ path }) => path);
    this.#complaints = complaints;
  }

  benchmark(map: MapTree): void {
    const cwd = scalarAt(map, 'cwd');
    const folder = cwd?.text ?? '.';
    const path = normalisedPath(folder);
    if (cwd !== null && path !== null && !this.#mayHave(path)) {
      this.#refuse('folder', { text: folder, place: cwd.contentPlace ?? cwd.place }, path);
      return; // what runs in it would be missing too
    }
    const run = valueAt(map, 'run');
    if (run !== null && scalarAt(map, 'shell')?.value !== true) {
      this.command(run, folder);
    }
    const output = valueAt(map, 'output');
    const comparator = output?.kind === 'map' ? valueAt(output, 'command') : null;
    if (comparator !== null) {
      this.command(comparator, '.');
    }
  }

  command(tree: Tree, cwd: string): void {
    const script = scriptOf(wordsOf(tree));
    if (script === null || script.text.startsWith('/') || /[{}~$]/.test(script.text)) {
      return;
    }
    const path = normalisedPath(`${cwd}/${script.text}`);
    if (path !== null && !COMPLETIONS.some((ending) => this.#mayHave(path + ending))) {
      this.#refuse('file', script, path);
    }
  }

  /** What a link leads to is not looked at. */
  #mayHave(path: string): boolean {
    return this.#known.has(path) || this.#links.some((link) => path.startsWith(`${link}/`));
  }

  #refuse(kind: 'file' | 'folder', word: Word, path: string): void {
    const near = nearest(path, [...this.#known]);
    const hint =
      near === null
        ? 'Commit it, correct the path, or let "setup" make it.'
        : `Did you mean "${near}"?`;
    const message = `There is no ${kind} "${path}" in ${this.#files.name}.`;
    this.#complaints.refuse(word.place, message, hint);
  }
}

/** The words of a command; none for a text of a shell. */
function wordsOf(tree: Tree): readonly Word[] {
  switch (tree.kind) {
    case 'map':
      return [];
    case 'list':
      return tree.items.flatMap((item) => (item.kind === 'scalar' ? [item] : []));
    case 'scalar': {
      const split = splitWords(tree.text);
      const at = tree.contentPlace;
      const words = split.kind === 'ok' ? split.words : [];
      return words.map((text) => {
        const index = Math.max(0, tree.text.indexOf(text));
        return { text, place: at === null ? tree.place : placeAfter(at, index) };
      });
    }
  }
}

/** The program of the repository that a command starts, where that is certain. */
function scriptOf([first, second]: readonly Word[]): Word | null {
  if (first === undefined || first.text.includes('/')) {
    return first ?? null;
  }
  const isScript =
    INTERPRETERS.has(first.text) &&
    second !== undefined &&
    /[./]/.test(second.text) &&
    !second.text.startsWith('-');
  return isScript ? second : null;
}

function withFolders(path: string): string[] {
  const parts = path.split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
