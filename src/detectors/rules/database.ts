import {
  QUOTE_CHARS_MAX,
  SCANNED_ROWS_MIN,
  SELECTIVITY_MAX,
  SIMILAR_SPANS_MIN,
  SIMILAR_SPANS_MS_MIN,
  STATEMENT_CHARS_MAX,
} from '../limits.ts';
import type { Nomination, Technique } from '../nomination.ts';
import type { DatabaseSpan } from '../observed.ts';
import { milliseconds, percent, type Rule } from '../rule.ts';

const BATCH: Technique = {
  name: 'fetch-together',
  rationale:
    'One statement is sent for each row of another result; a join, or one statement for all ' +
    'keys, ' +
    'asks once.',
  risk: 'medium',
  riskText: 'Order, missing rows and very long lists of keys need care.',
  effort: 'medium',
};
const INDEX: Technique = {
  name: 'add-index',
  rationale: 'The whole table is read to return few rows; an index leads to them directly.',
  risk: 'medium',
  riskText: 'Each write has to keep the index up, and building it may lock the table.',
  effort: 'low',
};

/**
 * One statement with changing values, one after the other, under one parent.
 *
 * @see Sentry, N+1 queries, for the thresholds: at least 5 similar spans and 50 ms in sum
 */
export const nPlusOne: Rule = ({ runtime }) =>
  [...grouped(runtime.spans, ({ parent, statement }) => `${parent}\n${shapeOf(statement)}`)]
    .map(([, spans]) => spans)
    .filter((spans) => spans.length >= SIMILAR_SPANS_MIN)
    .filter((spans) => total(spans) >= SIMILAR_SPANS_MS_MIN && areInTurn(spans))
    .flatMap((spans) =>
      nominated('n-plus-one', spans, BATCH, (statement) => {
        const time = milliseconds(total(spans));
        const sent = `sent ${spans.length} times in turn for one cause`;
        return `\`${statement}\` was ${sent}, ${time} in sum`;
      }),
    );

/** Statements that read a whole table and return little of it. */
export const missingIndex: Rule = ({ runtime }) => {
  const scans = runtime.spans.filter(
    ({ scan }) =>
      scan !== null &&
      scan.rowsRead >= SCANNED_ROWS_MIN &&
      scan.rowsReturned / scan.rowsRead <= SELECTIVITY_MAX,
  );
  return [...grouped(scans, ({ statement }) => shapeOf(statement))]
    .map(([, spans]) => spans)
    .filter((spans) => total(spans) >= SIMILAR_SPANS_MS_MIN)
    .flatMap((spans) =>
      nominated('missing-index', spans, INDEX, (statement) => {
        const scan = spans[0]?.scan;
        const rows = scan?.rowsRead ?? 0;
        const part = percent((scan?.rowsReturned ?? 0) / Math.max(1, rows));
        return (
          `\`${statement}\` reads all ${rows} rows of ${scan?.table ?? 'a table'} to return ` +
          `${part} of them, ${milliseconds(total(spans))} in sum`
        );
      }),
    );
};

/** A statement without its values, so that two that differ only in them are the same. */
export function shapeOf(statement: string): string {
  return statement
    .slice(0, STATEMENT_CHARS_MAX)
    .replaceAll(/'(?:[^']|'')*'/g, '?')
    .replaceAll(/[$?]\d+|[:@][a-z_]\w*/gi, '?')
    .replaceAll(/\b\d+(?:\.\d+)?\b/g, '?')
    .replaceAll(/\(\s*\?(?:\s*,\s*\?)*\s*\)/g, '(?)')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}

/** Spans of which most overlap were sent together already. */
function areInTurn(spans: readonly DatabaseSpan[]): boolean {
  const ordered = spans.toSorted((left, right) => left.startMs - right.startMs);
  const overlapping = ordered.filter((span, index) => {
    const next = ordered[index + 1];
    return next !== undefined && span.startMs + span.ms > next.startMs;
  });
  return overlapping.length * 2 < spans.length;
}

function total(spans: readonly DatabaseSpan[]): number {
  return spans.reduce((sum, { ms }) => sum + ms, 0);
}

function grouped(
  spans: readonly DatabaseSpan[],
  keyOf: (span: DatabaseSpan) => string,
): Map<string, DatabaseSpan[]> {
  const groups = new Map<string, DatabaseSpan[]>();
  for (const span of spans) {
    const key = keyOf(span);
    const known = groups.get(key);
    if (known === undefined) {
      groups.set(key, [span]);
    } else {
      known.push(span);
    }
  }
  return groups;
}

function nominated(
  rule: 'n-plus-one' | 'missing-index',
  spans: readonly DatabaseSpan[],
  technique: Technique,
  say: (statement: string) => string,
): Nomination[] {
  const [first] = spans;
  if (first === undefined) {
    return [];
  }
  const shape = shapeOf(first.statement);
  const statement = shape.length > QUOTE_CHARS_MAX ? `${shape.slice(0, QUOTE_CHARS_MAX)}…` : shape;
  return [
    {
      rule,
      file: first.file,
      line: first.line,
      subject: statement,
      evidence: `${say(statement)}.`,
      technique,
      confidence: 'likely',
      share: null,
    },
  ];
}
