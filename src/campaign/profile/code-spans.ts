import { posix } from 'node:path';

import { functionSpans } from '../../detectors/index.ts';
import { type CodeSpans, type SourceOf, type SpansOf, subjectFile } from '../../profile/index.ts';
import { SPANS_CHARS_MAX } from './limits.ts';

/** What Node, or a compiler before it, adds to the name of a file that is loaded. */
const ENDS = ['', '.js', '.mjs', '.cjs', '.ts', '.json', '/index.js', '/index.ts'];

/**
 * The functions of files as a profile names them; each file is read once. Files that are too long
 * to be written by a person have none: their lines tell nothing.
 *
 * @param root - of the checkout that ran
 * @param sourceOf - texts by their paths in reports
 */
export function spansReader(root: string, sourceOf: SourceOf): SpansOf {
  const known = new Map<string, CodeSpans | null>();
  return (recorded) => {
    const file = subjectFile(recorded, root);
    let spans = known.get(file);
    if (spans === undefined) {
      spans = spansIn(file, recorded, sourceOf);
      known.set(file, spans);
    }
    return spans;
  };
}

function spansIn(file: string, recorded: string, sourceOf: SourceOf): CodeSpans | null {
  const text = sourceOf(file);
  const spans = text === null || text.length > SPANS_CHARS_MAX ? null : functionSpans(file, text);
  if (spans === null || !recorded.endsWith(file)) {
    return spans === null ? null : { ...spans, loads: [] };
  }
  const before = recorded.slice(0, recorded.length - file.length);
  const loads = spans.loads.flatMap((name) => {
    const path = posix.join(posix.dirname(file), name);
    const found = ENDS.map((end) => `${path}${end}`).find((one) => sourceOf(one) !== null);
    return found === undefined || found.endsWith('.json') ? [] : [`${before}${found}`];
  });
  return { ...spans, loads };
}
