import { normalPath } from '../base/index.ts';
import type { Command } from '../model/index.ts';
import { isPlain, textWords, wordsOf } from './command-words.ts';
import { languageOf } from './language.ts';
import { SCRIPT_HOPS_MAX } from './limits.ts';
import { fileAt, type SubjectFile, type SubjectView } from './subject-view.ts';
import { folderOf, inFolder } from './tree-paths.ts';

/** The file of the subject with which a command's program begins. */
export interface EntryFile {
  /** The tracked file. */
  readonly file: SubjectFile;
  /** Its path as it runs; differs from the file's own where it is compiled first. */
  readonly runsAs: string;
  /** The words after it; null when a shell could make anything of them. */
  readonly args: readonly string[] | null;
  /** True when npm or its like prints lines of its own before the program does. */
  readonly hasHeader: boolean;
}

/** What may follow a name that a program completes itself. */
const COMPLETIONS = ['', '.js', '.mjs', '.cjs', '.ts', '.py', '/index.js', '/__main__.py'];

/** Programs that run a script of package.json, and the words before its name. */
const PACKAGE_RUNNERS = /^(?:npm|pnpm|yarn|bun)$/;
const PACKAGE_VERBS = new Set(['run', 'run-script']);
const PACKAGE_SHORTHANDS = new Set(['start', 'test', 'stop', 'restart']);

/** Folders that compilers write to, tracked by nobody. */
const BUILT = /^(?:dist|build|lib|out)\//;

/**
 * Finds the file that a command starts, by the names in it: `node bin/x.js`, `python -m pkg.run`,
 * `./run.sh`, `npm run bench`, `npx name-of-bin`.
 *
 * @param cwd - relative to the root
 * @returns null when no word names a tracked file in a language that is known here
 */
export function entryFile(view: SubjectView, command: Command, cwd: string): EntryFile | null {
  return entryIn(view, { words: wordsOf(command), plain: isPlain(command), cwd, hops: 0 });
}

interface Search {
  readonly words: readonly string[];
  readonly plain: boolean;
  readonly cwd: string;
  readonly hops: number;
}

function entryIn(view: SubjectView, search: Search): EntryFile | null {
  const { words, plain, cwd } = search;
  const script = packageScript(view, search);
  if (script !== null) {
    return script;
  }
  for (const [index, word] of words.entries()) {
    const isModule = words[index - 1] === '-m';
    const name = isModule ? word.replaceAll('.', '/') : word;
    const found = isOption(word) ? null : programAt(view, name, cwd);
    if (found !== null) {
      const args = plain ? words.slice(index + 1) : null;
      return { ...found, args, hasHeader: false };
    }
  }
  return null;
}

function isOption(word: string): boolean {
  return word.startsWith('-') || /^[A-Za-z_]\w*=/.test(word);
}

/** A tracked program of that name, or the source that is compiled into it. */
function programAt(
  view: SubjectView,
  name: string,
  cwd: string,
): Pick<EntryFile, 'file' | 'runsAs'> | null {
  const folders = [cwd, inFolder(cwd, 'src')];
  for (const folder of folders) {
    for (const ending of COMPLETIONS) {
      const path = normalPath(inFolder(folder, `${name}${ending}`));
      const file = path === null || path === '' ? undefined : fileAt(view, path);
      if (file !== undefined && file.text !== null && languageOf(file) !== null) {
        return { file, runsAs: file.path };
      }
    }
  }
  const built = normalPath(inFolder(cwd, name)) ?? '';
  const sources = BUILT.test(built) ? built.replace(BUILT, 'src/').replace(/\.[cm]?js$/, '') : null;
  for (const ending of sources === null ? [] : ['.ts', '.mts', '.cts', '.js']) {
    const file = fileAt(view, `${sources}${ending}`);
    if (file !== undefined && file.text !== null) {
      return { file, runsAs: built };
    }
  }
  return null;
}

/** What `npm run bench`, `npm start`, `npx name` stand for. */
function packageScript(view: SubjectView, search: Search): EntryFile | null {
  const { words, cwd, hops } = search;
  const at = words.findIndex((word) => PACKAGE_RUNNERS.test(word) || word === 'npx');
  const manifest = at < 0 || hops >= SCRIPT_HOPS_MAX ? undefined : manifestFor(view, cwd);
  const runner = words[at];
  const rest = words.slice(at + 1);
  const name = rest.find((word) => !isOption(word) && !PACKAGE_VERBS.has(word));
  if (manifest === undefined || name === undefined) {
    return null;
  }
  const after = rest.slice(rest.indexOf(name) + 1).filter((word) => word !== '--');
  const folder = folderOf(manifest.path) || '.';
  const isScript = rest.some((word) => PACKAGE_VERBS.has(word)) || PACKAGE_SHORTHANDS.has(name);
  const text = isScript || runner !== 'npx' ? fieldOf(manifest, 'scripts', name) : null;
  if (text !== null) {
    const inner = { words: [...textWords(text), ...after], plain: search.plain, cwd: folder };
    const found = entryIn(view, { ...inner, hops: hops + 1 });
    const isPlainText = isPlain({ kind: 'shell', text });
    const isSilent = rest.some((word) => /^(?:-s|--silent|--quiet)$/.test(word));
    return found && { ...found, args: isPlainText ? found.args : null, hasHeader: !isSilent };
  }
  const bin = fieldOf(manifest, 'bin', name);
  const program = bin === null ? null : programAt(view, bin.replace(/^\.\//, ''), folder);
  return program && { ...program, args: search.plain ? after : null, hasHeader: false };
}

function manifestFor(view: SubjectView, cwd: string): SubjectFile | undefined {
  const own = normalPath(inFolder(cwd, 'package.json'));
  return (own === null ? undefined : fileAt(view, own)) ?? fileAt(view, 'package.json');
}

/** One text of an object in a package.json; null when there is none. */
function fieldOf(manifest: SubjectFile, field: string, name: string): string | null {
  try {
    const parsed: unknown = JSON.parse(manifest.text ?? '');
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- looked at with care below
    const object = (parsed as Record<string, unknown> | null)?.[field];
    if (field === 'bin' && typeof object === 'string') {
      return object;
    }
    const entries = typeof object === 'object' && object !== null ? Object.entries(object) : [];
    const value: unknown = entries.find(([key]) => key === name)?.[1];
    return typeof value === 'string' ? value : null;
  } catch {
    return null; // not JSON: then it names nothing
  }
}
