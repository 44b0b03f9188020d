import { type FileNotes, NoteList, numberedLines, type SourceText } from '../file-notes.ts';
import { addPackage } from './package-json.ts';
import { type TomlLine, tomlLines } from './toml-lines.ts';

/** go.mod: what the module talks to. */
export function readGoMod(file: SourceText): FileNotes {
  const notes = new NoteList(file);
  for (const { line, text } of numberedLines(file.text)) {
    const [, name, version] =
      /^\s*(?:require\s+)?([\w.-]+\.[\w.-]+\/\S+)\s+(v\S+)/.exec(text) ?? [];
    if (name !== undefined && version !== undefined && !/\/\/\s*indirect/.test(text)) {
      addPackage(notes, { name, version, line });
    }
  }
  return notes.end();
}

/** A Go file of package main with a function main: a program. */
export function readGoMain(file: SourceText): FileNotes {
  const notes = new NoteList(file);
  const lines = numberedLines(file.text);
  const main = lines.find(({ text }) => /^func\s+main\s*\(\s*\)/.test(text));
  if (main !== undefined && lines.some(({ text }) => /^package\s+main\b/.test(text))) {
    const folder = file.path.replace(/\/?[^/]+$/, '');
    const name = folder === '' ? 'main' : (folder.split('/').at(-1) ?? folder);
    const seen = { kind: 'code', line: main.line, text: main.text } as const;
    notes.add({ kind: 'entry-point', name, technology: 'Go' }, seen);
  }
  return notes.end();
}

/** Cargo.toml: programs, what other crates use, and what it talks to. */
export function readCargo(file: SourceText): FileNotes {
  const notes = new NoteList(file);
  const lines = tomlLines(file.text);
  const entry = (name: string, { line }: TomlLine, text: string): void => {
    const seen = { kind: 'manifest', line, text } as const;
    notes.add({ kind: 'entry-point', name, technology: 'Rust' }, seen);
  };
  const bins = lines.filter(({ table }) => table === 'bin');
  const own = lines.find(({ table, key }) => table === 'package' && key === 'name');
  for (const one of bins.filter(({ key }) => key === 'name')) {
    const path = bins.find(({ index, key }) => index === one.index && key === 'path')?.value;
    entry(one.value, one, path === undefined ? `[[bin]] ${one.value}` : `[[bin]] ${path}`);
  }
  if (own !== undefined && bins.length === 0) {
    entry(own.value, own, 'the package: src/main.rs or src/lib.rs');
  }
  for (const one of lines) {
    if (/(?:^|\.)(?:workspace\.)?dependencies$/.test(one.table) && !/dev-|build-/.test(one.table)) {
      addPackage(notes, { name: one.key, version: one.value, line: one.line });
    }
    const [, name] = /(?:^|\.)dependencies\.([^.]+)$/.exec(one.table) ?? [];
    if (name !== undefined && one.key === 'version') {
      addPackage(notes, { name, version: one.value, line: one.line });
    }
  }
  return notes.end();
}

/** pyproject.toml: commands and what it talks to. */
export function readPyproject(file: SourceText): FileNotes {
  const notes = new NoteList(file);
  for (const { table, key, value, line, items } of tomlLines(file.text)) {
    if (/^(?:project\.(?:gui-)?scripts|tool\.poetry\.scripts)$/.test(table)) {
      const seen = { kind: 'manifest', line, text: `${key} = ${value}` } as const;
      notes.add({ kind: 'entry-point', name: key, technology: 'Python' }, seen);
    }
    if (/^project(?:\.optional-dependencies)?$/.test(table)) {
      const isList = key === 'dependencies' || table !== 'project';
      for (const { text, line: own } of isList ? items : []) {
        addRequirement(notes, text, own);
      }
    }
    if (/^tool\.poetry\.(?:group\.[^.]+\.)?dependencies$/.test(table) && !/\.dev\./.test(table)) {
      addPackage(notes, { name: key, version: value, line });
    }
  }
  return notes.end();
}

/** requirements.txt: what it talks to. */
export function readRequirements(file: SourceText): FileNotes {
  const notes = new NoteList(file);
  for (const { line, text } of numberedLines(file.text)) {
    addRequirement(notes, text, line);
  }
  return notes.end();
}

/** `psycopg[binary] >= 3 ; python_version > "3.8"`. */
function addRequirement(notes: NoteList, text: string, line: number): void {
  const [, name, version = ''] =
    /^\s*([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?\s*([^;#]*)/.exec(text) ?? [];
  if (name !== undefined) {
    addPackage(notes, { name: name.replaceAll('_', '-'), version: version.trim(), line });
  }
}
