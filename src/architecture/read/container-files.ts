import { type FileNotes, NoteList, numberedLines, type SourceText } from '../file-notes.ts';
import { technologyOfImage } from '../known-technology.ts';

/** Dockerfile: what the image starts, and images of stores or queues that it is made from. */
export function readDockerfile(file: SourceText): FileNotes {
  const notes = new NoteList(file);
  for (const { line, text } of joinedLines(file.text)) {
    const [, word = '', rest = ''] = /^\s*(\w+)\s+(\S.*)$/.exec(text) ?? [];
    switch (word.toUpperCase()) {
      case 'CMD':
      case 'ENTRYPOINT': {
        const seen = { kind: 'container', line, text } as const;
        const name = `${file.path}: ${commandText(rest)}`;
        notes.add({ kind: 'entry-point', name, technology: null }, seen);
        break;
      }
      case 'FROM': {
        const image = rest.replace(/^--\S+\s+/, '').split(/\s+/)[0] ?? '';
        const known = technologyOfImage(image);
        if (known !== null) {
          const { kind, name } = known;
          notes.add({ kind, name, technology: name }, { kind: 'container', line, text });
        }
        break;
      }
    }
  }
  return notes.end();
}

/** Procfile: one process on each line. */
export function readProcfile(file: SourceText): FileNotes {
  const notes = new NoteList(file);
  for (const { line, text } of numberedLines(file.text)) {
    const [, name, command] = /^([A-Za-z0-9_-]+):\s*(\S.*)$/.exec(text) ?? [];
    if (name !== undefined && command !== undefined) {
      notes.add(
        { kind: 'process', name, technology: null },
        { kind: 'manifest', line, text: command },
      );
    }
  }
  return notes.end();
}

/** `["node", "a.js"]` as `node a.js`; a command for a shell as it is. */
function commandText(text: string): string {
  try {
    const words: unknown = JSON.parse(text);
    return Array.isArray(words) ? words.map(String).join(' ') : text;
  } catch {
    return text;
  }
}

/** Lines with those that a backslash continues put together, under the number of the first. */
function joinedLines(text: string): { readonly line: number; readonly text: string }[] {
  const joined: { line: number; text: string }[] = [];
  let isOpen = false;
  for (const { line, text: own } of numberedLines(text)) {
    if (/^\s*#/.test(own)) {
      continue; // comments may stand between continued lines
    }
    const isContinued = /\\\s*$/.test(own);
    const part = own.replace(/\\\s*$/, ' ');
    const last = joined.at(-1);
    if (isOpen && last !== undefined) {
      last.text += part.trim();
    } else {
      joined.push({ line, text: part });
    }
    isOpen = isContinued;
  }
  return joined;
}
