import type { SQLOutputValue } from 'node:sqlite';

import { HoneError } from '../base/index.ts';
import { journalDamaged } from './database-error.ts';
import { parseRunId, type RunId } from '../model/index.ts';

/**
 * One row as SQLite gives it. The tables are STRICT, so a column of another type than the schema
 * says comes from a damaged file: HoneError E_JOURNAL.
 */
export type Row = Record<string, SQLOutputValue>;

/** A text column that can't be NULL. */
export function textIn(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') {
    throw columnDamaged(column);
  }
  return value;
}

/** A text column, or null. */
export function textOrNullIn(row: Row, column: string): string | null {
  return row[column] === null ? null : textIn(row, column);
}

/** An integer column. */
export function integerIn(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
    throw columnDamaged(column);
  }
  return value;
}

/** The column `run`. */
export function runIn(row: Row): RunId {
  try {
    return parseRunId(textIn(row, 'run'));
  } catch (thrown) {
    throw thrown instanceof HoneError ? columnDamaged('run') : thrown;
  }
}

function columnDamaged(column: string): HoneError {
  return journalDamaged('.hone/hone.db', `a row has no valid ${column}`);
}
