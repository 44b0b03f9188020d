import type { SubjectFile, SubjectView } from './subject-view.ts';
import { endingOf, folderOf, inFolder } from './tree-paths.ts';

/** Languages in which cheats are written. */
export type Language = 'node' | 'python' | 'shell';

const ENDINGS: Readonly<Record<string, Language>> = {
  js: 'node',
  mjs: 'node',
  cjs: 'node',
  ts: 'node',
  mts: 'node',
  cts: 'node',
  py: 'python',
  sh: 'shell',
  bash: 'shell',
};

/** The language of a file by its ending, or else by its first line; null for any other. */
export function languageOf(file: Pick<SubjectFile, 'path' | 'text'>): Language | null {
  const byEnding = ENDINGS[endingOf(file.path)];
  if (byEnding !== undefined) {
    return byEnding;
  }
  const first = /^#!.*/.exec(file.text ?? '')?.[0] ?? '';
  if (/\bnode\b/.test(first)) {
    return 'node';
  }
  if (/\bpython[\d.]*\b/.test(first)) {
    return 'python';
  }
  return /\b(?:ba|da|k)?sh\b/.test(first) ? 'shell' : null;
}

/** Whether a JavaScript or TypeScript file is read as an ES module. */
export function isModule(file: SubjectFile, view: SubjectView): boolean {
  const ending = endingOf(file.path);
  if (ending === 'mjs' || ending === 'mts') {
    return true;
  }
  if (ending === 'cjs') {
    return false;
  }
  // Compilers take import statements in TypeScript whatever they turn them into.
  return (
    ending === 'ts' || ending === 'cts' || packageType(file, view) === 'module' || imports(file)
  );
}

function imports({ text }: SubjectFile): boolean {
  return /^\s*(?:import\s+[\w*{'"]|export\s+(?:default|const|function|class|async|\{|\*))/m.test(
    text ?? '',
  );
}

/** `type` of the nearest package.json above a file. */
function packageType(file: SubjectFile, view: SubjectView): string | null {
  const byPath = new Map(view.files.map((one) => [one.path, one]));
  for (let folder = folderOf(file.path); ; folder = folderOf(folder)) {
    const manifest = byPath.get(inFolder(folder, 'package.json'));
    if (manifest !== undefined) {
      return /"type"\s*:\s*"(\w+)"/.exec(manifest.text ?? '')?.[1] ?? null;
    }
    if (folder === '') {
      return null;
    }
  }
}
