import type { ProfileBuilder } from '../profile-builder.ts';
import type { FrameKind } from '../profile.ts';
import { kindByName } from './frame-kind.ts';
import { arrayOf, indexIn, type JsonRecord, numberOf, recordOf, textOf } from './json-value.ts';
import { perfFrame } from './perf-symbol.ts';
import { type ReadContext, unreadable } from './reader.ts';

/** The columns of a thread that frames are told in; entries may be missing or of another type. */
export interface FirefoxTables {
  readonly strings: readonly unknown[];
  readonly stackPrefix: readonly unknown[];
  readonly stackFrame: readonly unknown[];
  readonly frameFunc: readonly unknown[];
  readonly frameLine: readonly unknown[];
  readonly frameCategory: readonly unknown[];
  readonly functions: JsonRecord;
  readonly sources: readonly unknown[]; // string indices of file names, since version 58
  readonly resourceName: readonly unknown[];
  readonly categories: readonly string[];
}

/**
 * The tables of a thread. Strings moved from the threads to the file in version 56, sources in 58;
 * any table is looked for in both.
 *
 * @throws HoneError E_FORMAT with the place when a table that stacks need is missing
 * @see https://github.com/firefox-devtools/profiler/blob/main/docs-developer/CHANGELOG-formats.md
 */
export function tablesOf(
  file: JsonRecord,
  thread: JsonRecord,
  place: string,
  context: ReadContext,
): FirefoxTables {
  const shared = recordOf(file['shared']);
  const table = (name: string): JsonRecord => recordOf(thread[name] ?? shared[name]);
  const strings = arrayOf(thread['stringArray'] ?? shared['stringArray']);
  const stacks = table('stackTable');
  const frames = table('frameTable');
  const functions = table('funcTable');
  const missing = [
    ['stringArray', strings],
    ['stackTable.frame', arrayOf(stacks['frame'])],
    ['frameTable.func', arrayOf(frames['func'])],
    ['funcTable.name', arrayOf(functions['name'])],
  ].find(([, column]) => column?.length === 0)?.[0];
  if (typeof missing === 'string') {
    throw unreadable(
      context.name,
      `has samples but no ${missing} in ${place}. It may be of an older version; open it in ` +
        `profiler.firefox.com, save it there, and read that file.`,
    );
  }
  return {
    strings,
    stackPrefix: arrayOf(stacks['prefix']),
    stackFrame: arrayOf(stacks['frame']),
    frameFunc: arrayOf(frames['func']),
    frameLine: arrayOf(frames['line']),
    frameCategory: arrayOf(frames['category']),
    functions,
    sources: arrayOf(recordOf(shared['sources'])['filename']),
    resourceName: arrayOf(table('resourceTable')['name']),
    categories: arrayOf(recordOf(file['meta'])['categories']).map((each) =>
      textOf(recordOf(each)['name']),
    ),
  };
}

/** The frame of a row of the frame table; an unknown one when the row does not exist. */
export function firefoxFrame(builder: ProfileBuilder, tables: FirefoxTables, row: number): number {
  const { functions } = tables;
  const names = arrayOf(functions['name']);
  const index = indexIn(tables.frameFunc[row], names.length);
  if (index === -1) {
    return builder.frame('(unknown)', { kind: 'unknown' });
  }
  const name = stringAt(tables, names[index]);
  const category = tables.categories[indexIn(tables.frameCategory[row], tables.categories.length)];
  const isScript = arrayOf(functions['isJS'])[index] === true;
  const file = fileOf(tables, index);
  const byCategory = kindOfCategory(category ?? '');
  if (isScript) {
    return builder.frame(name, {
      file,
      line: numberOf(arrayOf(functions['lineNumber'])[index]) ?? 0,
      column: numberOf(arrayOf(functions['columnNumber'])[index]) ?? 0,
      kind: byCategory ?? kindByName(name, 'js', file),
    });
  }
  const { name: symbol, ...native } = perfFrame(name, file);
  const kind = byCategory ?? kindByName(symbol, native.kind);
  return builder.frame(symbol, { ...native, kind });
}

/** The file of the code; for machine code the library when that is all that is known. */
function fileOf(tables: FirefoxTables, index: number): string {
  const source = arrayOf(tables.functions['source'])[index];
  const bySource = tables.sources[indexIn(source, tables.sources.length)];
  const byName = arrayOf(tables.functions['fileName'])[index];
  const resource = arrayOf(tables.functions['resource'])[index];
  const byResource = tables.resourceName[indexIn(resource, tables.resourceName.length)];
  return stringAt(tables, bySource) || stringAt(tables, byName) || stringAt(tables, byResource);
}

function stringAt(tables: FirefoxTables, index: unknown): string {
  return textOf(tables.strings[indexIn(index, tables.strings.length)]);
}

/** Categories that say what a frame is whatever its name. */
function kindOfCategory(category: string): FrameKind | null {
  switch (category) {
    case 'Idle':
      return 'idle';
    case 'GC / CC':
    case 'GC':
      return 'gc';
    case 'Kernel':
      return 'runtime';
    default:
      return null;
  }
}
