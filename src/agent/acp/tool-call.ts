import { stripVTControlCharacters } from 'node:util';

import { NAMES_SHOWN_MAX } from '../limits.ts';
import { ABOUT_CHARS_MAX, COMMAND_CHARS_MAX, INPUT_DEPTH_MAX, PATHS_MAX } from './limits.ts';
import { type Fields, fieldsIn, isFields, listIn, textIn } from './wire.ts';

/** What an agent says that a tool does, as far as it says so. */
export interface ToolCall {
  readonly id: string;
  /** Its own name for the tool, or what kind of tool it is; '' when neither is said. */
  readonly name: string;
  /** `read`, `edit`, `execute`, … as in the protocol; null when it is not said. */
  readonly kind: string | null;
  readonly status: 'running' | 'done' | 'failed';
  /** As they are written there: relative, absolute, with `~`. */
  readonly paths: readonly string[];
  /** The line, or the words of it; null when it runs none. */
  readonly command: string | null;
  /** Where a command would run; null for the folder of the session. */
  readonly cwd: string | null;
  readonly urls: readonly string[];
  /** For people, one line: the command, the paths, or its title. */
  readonly about: string;
}

/** Names under which tools of different agents take a path, in small letters without `_`. */
const PATH_NAMES = new Set(
  (
    'path paths file files filepath filepaths filename absolutepath relativepath notebookpath ' +
    'directory dir folder dirpath target targetfile targetpath source destination from to ' +
    'oldpath newpath sourcepath destinationpath movepath'
  ).split(' '),
);
const CWD_NAMES = new Set(['cwd', 'workdir', 'workingdirectory', 'workingdir']);
const URL_NAMES = new Set(['url', 'urls', 'uri', 'href']);
const COMMAND_NAMES = new Set(['command', 'cmd', 'commandline', 'script', 'argv']);

/** Reads `ToolCall` and `ToolCallUpdate` of the protocol; whatever is missing stays empty. */
export function toolCallIn(call: Fields): ToolCall {
  const input = inputOf(call['rawInput']);
  const located = listIn(call, 'locations').map((location) => textIn(location, 'path'));
  const changed = listIn(call, 'content').map((content) => textIn(content, 'path'));
  const paths = [...new Set([...located, ...changed, ...input.paths])]
    .filter((path) => path !== null)
    .filter((path) => path !== '')
    .slice(0, PATHS_MAX + 1);
  const kind = textIn(call, 'kind');
  const shownPaths = paths.slice(0, NAMES_SHOWN_MAX).join(', ');
  const title = textIn(call, 'title') ?? '';
  return {
    id: textIn(call, 'toolCallId') ?? '',
    name: oneLine(textIn(call, 'name') ?? kind ?? ''),
    kind,
    status: statusOf(textIn(call, 'status')),
    paths,
    command: input.command,
    cwd: input.cwd,
    urls: input.urls,
    about: oneLine((kind === 'execute' && input.command) || shownPaths || input.command || title),
  };
}

/** What is known of a call after another message about it, which may leave out what was said. */
export function mergedCall(earlier: ToolCall, later: ToolCall): ToolCall {
  return {
    id: later.id,
    name: later.name || earlier.name,
    kind: later.kind ?? earlier.kind,
    status: later.status,
    paths: [...new Set([...earlier.paths, ...later.paths])].slice(0, PATHS_MAX + 1),
    command: later.command ?? earlier.command,
    cwd: later.cwd ?? earlier.cwd,
    urls: [...new Set([...earlier.urls, ...later.urls])].slice(0, PATHS_MAX + 1),
    about: earlier.about || later.about,
  };
}

/** A text for a list that people read: no line ends, no controls of a terminal, not too long. */
export function oneLine(text: string): string {
  const line = stripVTControlCharacters(text.slice(0, 4 * ABOUT_CHARS_MAX))
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  return line.length <= ABOUT_CHARS_MAX ? line : `${line.slice(0, ABOUT_CHARS_MAX)}…`;
}

function statusOf(status: string | null): ToolCall['status'] {
  return status === 'completed' ? 'done' : status === 'failed' ? 'failed' : 'running';
}

interface Input {
  readonly paths: string[];
  readonly urls: string[];
  command: string | null;
  cwd: string | null;
}

/** Every agent has its own fields for what it hands its tools; these are their usual names. */
function inputOf(rawInput: unknown): Input {
  const found: Input = { paths: [], urls: [], command: null, cwd: null };
  const look = (value: unknown, depth: number): void => {
    if (depth > INPUT_DEPTH_MAX || !isFields(value)) {
      return;
    }
    for (const [key, field] of Object.entries(value)) {
      const name = key.toLowerCase().replaceAll(/[_-]/g, '');
      const texts = textsOf(field);
      if (COMMAND_NAMES.has(name) && texts.length > 0) {
        found.command ??= texts.join(' ').slice(0, COMMAND_CHARS_MAX + 1);
      } else if (CWD_NAMES.has(name)) {
        found.cwd ??= texts[0] ?? null;
        found.paths.push(...texts);
      } else if (PATH_NAMES.has(name)) {
        found.paths.push(...texts);
      } else if (URL_NAMES.has(name)) {
        found.urls.push(...texts);
      }
      const inner = Array.isArray(field) ? field.slice(0, PATHS_MAX) : [field];
      inner.forEach((item) => look(item, depth + 1));
    }
  };
  look(rawInput, 0);
  // Some hand over changes as an object whose keys are the paths.
  found.paths.push(...Object.keys(fieldsIn(rawInput, 'changes')).slice(0, PATHS_MAX + 1));
  return found;
}

function textsOf(value: unknown): string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value.slice(0, PATHS_MAX + 1) : [value];
  return values.filter((item) => typeof item === 'string');
}
