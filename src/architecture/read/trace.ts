import { type FileNotes, NoteList, numberedLines, type SourceText } from '../file-notes.ts';
import { technologyOfSystem } from '../known-technology.ts';
import { TRACE_LINES_MAX } from '../limits.ts';
import { at, itemsOf, type Located, textIn, yamlDocuments } from '../yaml-documents.ts';

/** Attributes of OpenTelemetry that name what a span talks to; the older names last. */
const SYSTEMS = ['db.system.name', 'db.system', 'messaging.system'] as const;

/**
 * Traces in OTLP as JSON, one document or one on each line: services that ran, and what they talked
 * to. Each thing is noted once for a file, where it is seen first.
 */
export function readTrace(file: SourceText): FileNotes {
  const notes = new NoteList(file);
  const seen = new Set<string>();
  const whole = /^\s*\{\s*\n/.test(file.text) ? [{ line: 1, text: file.text }] : null;
  const lines = whole ?? numberedLines(file.text).filter(({ text }) => text.trim() !== '');
  let broken: string | null = null;
  for (const { line, text } of lines.slice(0, TRACE_LINES_MAX)) {
    const { documents, problem } = yamlDocuments(text);
    broken ??= problem === null || whole !== null ? problem : `Line ${line} is not JSON.`;
    for (const resource of itemsOf(at(documents[0] ?? null, 'resourceSpans'))) {
      addResource(notes, resource, { seen, lineOf: (one) => one.line + line - 1 });
    }
  }
  const isLong = lines.length > TRACE_LINES_MAX;
  return notes.end(
    broken ?? (isLong ? `Only its first ${TRACE_LINES_MAX} lines were read.` : null),
  );
}

function addResource(
  notes: NoteList,
  resource: Located,
  known: { readonly seen: Set<string>; readonly lineOf: (value: Located) => number },
): void {
  const { seen, lineOf } = known;
  const once = (key: string, add: () => void): void => {
    if (!seen.has(key)) {
      seen.add(key);
      add();
    }
  };
  const service = attributeOf(at(resource, 'resource'), 'service.name');
  const name = textIn(service);
  if (service !== null && name !== '') {
    once(`service ${name}`, () => {
      const shown = { kind: 'trace', line: lineOf(service), text: `service.name ${name}` } as const;
      notes.add({ kind: 'process', name, technology: null }, shown);
    });
  }
  const scopes = itemsOf(at(resource, 'scopeSpans'));
  for (const span of scopes.flatMap((scope) => itemsOf(at(scope, 'spans')))) {
    for (const attribute of SYSTEMS) {
      const system = attributeOf(span, attribute);
      const technology = technologyOfSystem(textIn(system));
      if (system === null || technology === null) {
        continue;
      }
      once(`system ${technology.name}`, () => {
        const of = name === '' ? '' : ` of ${name}`;
        const text = `${attribute} ${textIn(system)} in a span${of}`;
        const { kind, name: own } = technology;
        notes.add(
          { kind, name: own, technology: own },
          { kind: 'trace', line: lineOf(system), text },
        );
      });
    }
  }
}

function attributeOf(value: Located | null, name: string): Located | null {
  const found = itemsOf(at(value, 'attributes')).find((one) => textIn(at(one, 'key')) === name);
  return at(found ?? null, 'value', 'stringValue');
}
