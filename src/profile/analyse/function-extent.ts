/** Characters of a line that are looked at for its indentation. */
const INDENTATION_MAX = 1_000;

/** Tabs count as so many spaces; only lines that mix both are affected. */
const TAB_COLUMNS = 8;

/**
 * The last line of a function by indentation alone, for any language that is laid out: the function
 * ends before the next line that is indented as little as its first, or with that line when it
 * only closes brackets. In a language whose layout is not kept the answer may be too small.
 *
 * @param lines - of the file
 * @param start - line of the definition, from 1
 * @returns from `start` to the last line; null when there is no such line
 */
export function extentByIndentation(lines: readonly string[], start: number): number | null {
  const first = lines[start - 1];
  if (start < 1 || first === undefined) {
    return null;
  }
  const indentation = indentationOf(first) ?? 0;
  let last = start;
  for (let index = start; index < lines.length; index++) {
    const line = lines[index] ?? '';
    const own = indentationOf(line);
    if (own === null) {
      continue; // an empty line belongs to whatever follows
    }
    if (own <= indentation) {
      // `) {` and `} else` go on; `}`, `});` and `end` are the end.
      if (own === indentation && /^\s*[)\]}][^{]*\{\s*$/.test(line)) {
        last = index + 1;
        continue;
      }
      const closes = own === indentation && /^\s*(?:[)\]}]|end\b)/.test(line);
      return closes ? index + 1 : last;
    }
    last = index + 1;
  }
  return last;
}

/** Columns before the first character; null for a line without any. */
function indentationOf(line: string): number | null {
  let columns = 0;
  for (let index = 0; index < Math.min(line.length, INDENTATION_MAX); index++) {
    const character = line[index];
    if (character === ' ') {
      columns += 1;
    } else if (character === '\t') {
      columns += TAB_COLUMNS;
    } else {
      return character === '\r' ? null : columns;
    }
  }
  return null;
}
