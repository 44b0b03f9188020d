import { HoneError } from '../../base/index.ts';
import { quoted } from './quote.ts';
import { type JsonFault, scanJson } from './scan-json.ts';

/** A parsed file and how many of its numbers were none. */
export interface ParsedJson {
  readonly value: unknown;
  /** NaN and Infinity, which JSON does not have; they are null in `value`. */
  readonly notNumbers: number;
}

/**
 * Parses a result file.
 *
 * @throws HoneError E_FORMAT with line and column when the text is broken or cut off
 */
export function parseJson(path: string, text: string): ParsedJson {
  try {
    return { value: JSON.parse(text), notNumbers: 0 };
  } catch (thrown) {
    const scan = scanJson(text);
    if (scan.fault === null && scan.notNumbers.length > 0) {
      return {
        value: JSON.parse(withoutNotNumbers(text, scan.notNumbers)),
        notNumbers: scan.notNumbers.length,
      };
    }
    throw scan.fault === null ? thrown : faultError(path, text, scan.fault, thrown);
  }
}

function withoutNotNumbers(text: string, places: readonly (readonly [number, number])[]): string {
  const parts: string[] = [];
  let copied = 0;
  for (const [start, end] of places) {
    parts.push(text.slice(copied, start), 'null');
    copied = end;
  }
  parts.push(text.slice(copied));
  return parts.join('');
}

function faultError(path: string, text: string, fault: JsonFault, cause: unknown): HoneError {
  const before = text.slice(0, fault.offset);
  const line = before.split('\n').length;
  const column = before.length - before.lastIndexOf('\n');
  const place = `line ${line}, column ${column}`;
  const message =
    fault.kind === 'ends'
      ? `${path} is cut off: its JSON ends at ${place}, before it is complete. The tool that ` +
        `wrote it may have been stopped; let it write the file again, then import that.`
      : `${path} is broken JSON: ${quoted(text.slice(fault.offset, fault.offset + 20))} at ` +
        `${place} is not what may stand there. Let the tool write the file again, or remove ` +
        `what was mixed into it, then import that.`;
  return new HoneError('E_FORMAT', message, { cause });
}
