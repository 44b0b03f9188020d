import { fileText } from './file-text.ts';
import { LINE_LENGTH_MAX, LINES_READ_MAX, RESULT_BYTES_MAX } from './limits.ts';
import { cutAt } from './shown-text.ts';
import { numberValue, refusedCall, seen, textValue, type Tool } from './tool-spec.ts';
import { placeOf, type Workspace } from './workspace.ts';

/** The tool that shows lines of a file. */
export function readFile(workspace: Workspace): Tool {
  return {
    spec: {
      name: 'read_file',
      description:
        `Shows a text file, at most ${LINES_READ_MAX} lines at once. The lines come as they are, ` +
        `without numbers, so that they can be copied into edit_file.`,
      parameters: {
        type: 'object',
        properties: {
          path: { type: 'string', description: 'the file' },
          first_line: { type: 'integer', description: 'counted from 1; left out: 1' },
          last_line: { type: 'integer', description: 'left out: as many as may be shown' },
        },
        required: ['path'],
      },
    },
    about: (values) => textValue(values, 'path'),
    use: async (values) => {
      const place = placeOf(workspace, textValue(values, 'path'), 'read');
      if (place.kind === 'refused') {
        return refusedCall(place.why);
      }
      const file = fileText(place.path);
      if (file.kind === 'refused') {
        return refusedCall(`${place.shown} ${file.why}.`);
      }
      const first = Math.max(1, numberValue(values, 'first_line') ?? 1);
      const last = numberValue(values, 'last_line') ?? Number.MAX_SAFE_INTEGER;
      return seen(shownLines(place.shown, file.text, first, last));
    },
  };
}

function shownLines(name: string, text: string, first: number, last: number): string {
  const hasCr = text.includes('\r\n');
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') {
    lines.pop(); // what follows the last line end is no line
  }
  if (lines.length === 0) {
    return `${name} is empty.`;
  }
  if (first > lines.length || last < first) {
    return `${name} has ${lines.length} lines; there are none from ${first} to ${last}.`;
  }
  const shown: string[] = [];
  let bytes = 0;
  const end = Math.min(last, lines.length, first - 1 + LINES_READ_MAX);
  for (const line of lines.slice(first - 1, end)) {
    const cut = cutLine(line);
    bytes += Buffer.byteLength(cut) + 1;
    if (bytes > RESULT_BYTES_MAX && shown.length > 0) {
      break;
    }
    shown.push(cut);
  }
  const until = first - 1 + shown.length;
  const rest = until < Math.min(last, lines.length) ? ` Go on from line ${until + 1}.` : '';
  const ends = hasCr ? ' Its lines end with CRLF; write plain line ends, they are converted.' : '';
  const heading = `${name}, lines ${first} to ${until} of ${lines.length}.${ends}${rest}`;
  return `${heading}\n${shown.join('\n')}`;
}

function cutLine(line: string): string {
  return line.length <= LINE_LENGTH_MAX
    ? line
    : `${cutAt(line, LINE_LENGTH_MAX)} [… ${line.length - LINE_LENGTH_MAX} more characters …]`;
}
