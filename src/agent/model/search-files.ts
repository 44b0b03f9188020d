import { setImmediate as turn } from 'node:timers/promises';
import { join } from 'node:path';

import { type Clock, messageOf, NS_PER_MS, systemClock } from '../../base/index.ts';
import { fileText } from './file-text.ts';
import {
  FOUND_LINE_LENGTH_MAX,
  FOUND_LINES_MAX,
  FILE_SEARCH_MS_MAX,
  PATTERN_LENGTH_MAX,
  type ModelLimits,
  SEARCHED_FILE_BYTES_MAX,
  SEARCHED_LINE_LENGTH_MAX,
} from './limits.ts';
import { oneLine } from './shown-text.ts';
import { refusedCall, seen, textValue, type Tool, type ToolResult } from './tool-spec.ts';
import { walkFolder } from './walk-folder.ts';
import { withinTime } from './within-time.ts';
import { placeOf, type Workspace } from './workspace.ts';

/** The tool that finds lines in files. */
export function searchFiles(
  workspace: Workspace,
  limits: Pick<ModelLimits, 'searchMs'>,
  signal: AbortSignal,
): Tool {
  return {
    spec: {
      name: 'search',
      description: 'Finds the lines that contain a text, in one file or all files of a folder.',
      parameters: {
        type: 'object',
        properties: {
          pattern: { type: 'string', description: 'what to find within one line' },
          path: { type: 'string', description: 'file or folder; left out: the working folder' },
          is_regex: {
            type: 'boolean',
            description: 'true for a JavaScript regular expression; left out: plain text',
          },
          ignore_case: { type: 'boolean', description: 'left out: false' },
        },
        required: ['pattern'],
      },
    },
    about: (values) => textValue(values, 'pattern'),
    use: async (values) => {
      const pattern = textValue(values, 'pattern');
      if (pattern === '' || pattern.length > PATTERN_LENGTH_MAX) {
        return refusedCall(`A pattern has 1 to ${PATTERN_LENGTH_MAX} characters.`);
      }
      const place = placeOf(workspace, textValue(values, 'path') || '.', 'read');
      if (place.kind === 'refused' || place.status === null) {
        return refusedCall(place.kind === 'refused' ? place.why : `${place.shown} does not exist.`);
      }
      let matches: (line: string) => boolean;
      try {
        const isPlain = values.get('is_regex') !== true;
        matches = matcher(pattern, isPlain, values.get('ignore_case') === true);
      } catch (thrown) {
        return refusedCall(`The pattern can't be understood: ${messageOf(thrown)}.`);
      }
      const names = place.status.isDirectory()
        ? await filesBelow(place.path, signal)
        : { names: [''], isCut: false };
      return search({ root: place.path, ...names }, matches, limits.searchMs, signal);
    },
  };
}

/** Throws a SyntaxError for a regular expression that is none. */
function matcher(
  pattern: string,
  isPlain: boolean,
  ignoreCase: boolean,
): (line: string) => boolean {
  if (isPlain && !ignoreCase) {
    return (line) => line.includes(pattern);
  }
  const source = isPlain ? pattern.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`) : pattern;
  const expression = new RegExp(source, ignoreCase ? 'i' : '');
  return (line) => expression.test(line);
}

interface Searched {
  /** Absolute; a folder, or the only file. */
  readonly root: string;
  readonly names: readonly string[];
  readonly isCut: boolean;
}

async function filesBelow(root: string, signal: AbortSignal): Promise<Omit<Searched, 'root'>> {
  const { entries, isCut } = await walkFolder(root, Number.MAX_SAFE_INTEGER, signal);
  return { names: entries.filter(({ kind }) => kind === 'file').map(({ name }) => name), isCut };
}

async function search(
  { root, names, isCut }: Searched,
  matches: (line: string) => boolean,
  searchMs: number,
  signal: AbortSignal,
  clock: Clock = systemClock,
): Promise<ToolResult> {
  const endNs = clock.monotonicNs() + searchMs * NS_PER_MS;
  const found: string[] = [];
  let skipped = 0;
  for (const [index, name] of names.entries()) {
    await turn(); // a search is not to keep everything else waiting
    signal.throwIfAborted();
    const leftMs = Math.floor((endNs - clock.monotonicNs()) / NS_PER_MS);
    const file = fileText(join(root, name), SEARCHED_FILE_BYTES_MAX);
    if (file.kind === 'refused') {
      skipped++;
      continue;
    }
    const { text } = file;
    const ms = Math.min(leftMs, FILE_SEARCH_MS_MAX);
    const lines = ms < 1 ? TOO_SLOW : withinTime(ms, () => linesIn(text, matches));
    if (lines.kind === 'too-slow') {
      const where = `${index} of ${names.length} files were searched`;
      const advice = 'use a simpler pattern or a smaller folder';
      const note = `[the search took too long: ${where}; ${advice}]`;
      return seen([...found, note].join('\n'));
    }
    found.push(...lines.value.map((line) => (name === '' ? line : `${name}:${line}`)));
    if (found.length > FOUND_LINES_MAX) {
      const shown = found.slice(0, FOUND_LINES_MAX).join('\n');
      return seen(`${shown}\n[… there are more: search for something more special …]`);
    }
  }
  const notes = [
    ...(skipped > 0 ? [`[${skipped} files are too large or no text and were not searched]`] : []),
    ...(isCut ? ['[there are more files than can be searched: name a folder]'] : []),
  ];
  return seen([...(found.length === 0 ? ['Nothing was found.'] : found), ...notes].join('\n'));
}

const TOO_SLOW = { kind: 'too-slow' } as const;

/** `number: line` of those that match, one more than are shown at most. */
function linesIn(text: string, matches: (line: string) => boolean): string[] {
  const found: string[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (matches(line.slice(0, SEARCHED_LINE_LENGTH_MAX))) {
      found.push(`${index + 1}: ${oneLine(line, FOUND_LINE_LENGTH_MAX)}`);
    }
    if (found.length > FOUND_LINES_MAX) {
      break;
    }
  }
  return found;
}
