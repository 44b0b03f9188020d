import type * as sqliteModule from 'node:sqlite';

import { HoneError } from '../base/index.ts';

/** What `node:sqlite` exports. */
export type Sqlite = typeof sqliteModule;

/**
 * Loads `node:sqlite` when it is first needed, without its ExperimentalWarning (Node 22 prints
 * one, late versions of Node 24 don't).
 *
 * @throws HoneError E_MISSING_TOOL on a Node without it
 */
export function loadSqlite(): Sqlite {
  const sqlite = withoutSqliteWarning(() => process.getBuiltinModule('node:sqlite'));
  // The types promise the module for the Node that we develop on, not for the one that runs us.
  // oxlint-disable-next-line typescript/no-unnecessary-condition
  if (sqlite === undefined) {
    throw new HoneError(
      'E_MISSING_TOOL',
      `Node ${process.versions.node} has no built-in SQLite. Run hone with Node 22.19 or newer.`,
    );
  }
  return sqlite;
}

/**
 * Runs `load` while dropping one warning: the experimental one about SQLite. Node emits it
 * synchronously while the module is loaded, so the filter is in place for that call alone; a
 * listener on 'warning' could not stop Node's own printing, and `--no-warnings` would hide all.
 */
export function withoutSqliteWarning<T>(load: () => T): T {
  // oxlint-disable-next-line typescript/unbound-method -- called with `process`, and put back
  const emitWarning = process.emitWarning;
  process.emitWarning = (...given: unknown[]) => {
    if (!isSqliteWarning(given)) {
      Reflect.apply(emitWarning, process, given);
    }
  };
  try {
    return load();
  } finally {
    process.emitWarning = emitWarning;
  }
}

function isSqliteWarning([warning, type]: readonly unknown[]): boolean {
  const text = warning instanceof Error ? warning.message : String(warning);
  return type === 'ExperimentalWarning' && text.includes('SQLite');
}
