import type { Edit } from './cheat.ts';
import type { SubjectFile } from './subject-view.ts';

/** Lines around a change that `git apply` finds its place by. */
const CONTEXT = 3;

/**
 * The edits of a cheat as a patch that `git apply` takes.
 *
 * @param files - of the tree that it applies to; the text of a file that is written over or
 *   deleted has to be known
 */
export function renderPatch(edits: readonly Edit[], files: readonly SubjectFile[]): string {
  const byPath = new Map(files.map((file) => [file.path, file]));
  return edits.map((edit) => rendered(edit, byPath.get(edit.path))).join('');
}

function rendered(edit: Edit, old: SubjectFile | undefined): string {
  switch (edit.kind) {
    case 'write':
      return old === undefined
        ? added(edit.path, '100644', edit.text)
        : `${header(edit.path)}${names(edit.path, edit.path)}${hunk(old.text ?? '', edit.text)}`;
    case 'delete':
      return (
        `${header(edit.path)}deleted file mode ${old?.mode ?? '100644'}\n` +
        `${old?.text === '' ? '' : names(edit.path, null)}${hunk(old?.text ?? '', '')}`
      );
    case 'link':
      return added(edit.path, '120000', edit.target);
    case 'mode':
      return `${header(edit.path)}old mode ${old?.mode ?? '100644'}\nnew mode ${edit.mode}\n`;
    case 'submodule':
      return added(edit.path, '160000', `Subproject commit ${edit.commit}\n`);
  }
}

function added(path: string, mode: string, text: string): string {
  const head = `${header(path)}new file mode ${mode}\n`;
  return text === '' ? head : `${head}${names(null, path)}${hunk('', text)}`;
}

function header(path: string): string {
  return `diff --git ${pathIn('a', path)} ${pathIn('b', path)}\n`;
}

function names(before: string | null, after: string | null): string {
  return `--- ${nameIn('a', before)}\n+++ ${nameIn('b', after)}\n`;
}

function nameIn(side: string, path: string | null): string {
  return path === null ? '/dev/null' : `${pathIn(side, path)}${path.includes(' ') ? '\t' : ''}`;
}

/** A path with its prefix; in C's notation when git would not read it plainly. */
function pathIn(side: string, path: string): string {
  const whole = `${side}/${path}`;
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  if (!/[\u0000-\u001f"\\\u007f-\uffff]/.test(whole)) {
    return whole;
  }
  const bytes = [...new TextEncoder().encode(whole)].map((byte) =>
    byte < 0x20 || byte >= 0x7f || byte === 0x22 || byte === 0x5c
      ? `\\${byte.toString(8).padStart(3, '0')}`
      : String.fromCodePoint(byte),
  );
  return `"${bytes.join('')}"`;
}

/** Lines with their line breaks; a last line without one stays without. */
function linesOf(text: string): string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}

/** One hunk from the first line that differs to the last. */
function hunk(before: string, after: string): string {
  if (before === after) {
    return '';
  }
  const old = linesOf(before);
  const now = linesOf(after);
  const shorter = Math.min(old.length, now.length);
  let start = 0;
  while (start < shorter && old[start] === now[start]) {
    start += 1;
  }
  let end = 0;
  while (end < shorter - start && old[old.length - 1 - end] === now[now.length - 1 - end]) {
    end += 1;
  }
  const from = Math.max(0, start - CONTEXT);
  const keep = Math.max(0, end - CONTEXT);
  const lead = old.slice(from, start).map((line) => shown(' ', line));
  const gone = old.slice(start, old.length - end).map((line) => shown('-', line));
  const come = now.slice(start, now.length - end).map((line) => shown('+', line));
  const tail = old.slice(old.length - end, old.length - keep).map((line) => shown(' ', line));
  const counts = [old.length - keep - from, now.length - keep - from] as const;
  const place = (count: number): string => `${count === 0 ? from : from + 1},${count}`;
  const head = `@@ -${place(counts[0])} +${place(counts[1])} @@\n`;
  return head + [...lead, ...gone, ...come, ...tail].join('');
}

function shown(sign: string, line: string): string {
  return line.endsWith('\n') ? `${sign}${line}` : `${sign}${line}\n\\ No newline at end of file\n`;
}
