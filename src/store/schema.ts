/** Says that a SQLite file is a journal of hone: the bytes of "hone". */
export const APPLICATION_ID = 0x68_6f_6e_65;

/** Version of the tables below, kept in `user_version`. A change needs a migration from each. */
export const SCHEMA_VERSION = 3;

/**
 * What version 2 added. `message` is what other processes send to whoever drives a run: it lies
 * outside the chain, which only the driver may write, and counts once the driver has recorded it
 * there. Nothing is taken out of it, so no number is given twice. `removed_blob` tells a result
 * that was taken away on purpose from one that is damaged.
 */
const ADDED_BY_2 = `
CREATE TABLE message (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  run TEXT NOT NULL REFERENCES run (run),
  at TEXT NOT NULL,
  kind TEXT NOT NULL,
  data TEXT NOT NULL
) STRICT;

CREATE INDEX message_run ON message (run, id);

CREATE TABLE removed_blob (
  hash TEXT NOT NULL PRIMARY KEY,
  at TEXT NOT NULL
) STRICT;

PRAGMA user_version = 2;
`;

/**
 * What version 3 added: the history of numbers. `measurement` is computed from events and the blobs
 * that they name, and outlives those: nothing is deleted from it, so that pruning samples loses no
 * number. `measured_run` says up to which event each run was read, and what could not be.
 */
const ADDED_BY_3 = `
CREATE TABLE measurement (
  run TEXT NOT NULL REFERENCES run (run),
  key TEXT NOT NULL,
  side TEXT NOT NULL,
  metric TEXT NOT NULL,
  benchmark TEXT NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (run, key, side, metric)
) STRICT;

CREATE INDEX measurement_benchmark ON measurement (benchmark, metric);

CREATE TRIGGER measurement_is_not_deleted BEFORE DELETE ON measurement
BEGIN SELECT RAISE(ABORT, 'the history keeps every measurement'); END;

CREATE TABLE measured_run (
  run TEXT NOT NULL PRIMARY KEY REFERENCES run (run),
  events INTEGER NOT NULL,
  version INTEGER NOT NULL,
  gap TEXT
) STRICT;

PRAGMA user_version = 3;
`;

/** From each older version to the next; to be run in one transaction. */
export const MIGRATIONS: Readonly<Record<number, string>> = { 1: ADDED_BY_2, 2: ADDED_BY_3 };

/**
 * `event` is append-only and the database itself says so: for hone, for other programs, and for
 * `INSERT OR REPLACE`, which would delete without firing a delete trigger. `run` holds what
 * changes: how far the chain has come (so that a cut-off end is seen) and who drives the run.
 */
export const SCHEMA_SQL: string = `
CREATE TABLE run (
  run TEXT NOT NULL PRIMARY KEY,
  created_at TEXT NOT NULL,
  purpose TEXT NOT NULL,
  events INTEGER NOT NULL,
  head TEXT NOT NULL,
  token INTEGER NOT NULL,
  holder TEXT
) STRICT;

CREATE TABLE event (
  run TEXT NOT NULL REFERENCES run (run),
  seq INTEGER NOT NULL,
  at TEXT NOT NULL,
  type TEXT NOT NULL,
  key TEXT,
  data TEXT NOT NULL,
  previous_hash TEXT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (run, seq)
) STRICT;

CREATE UNIQUE INDEX event_key ON event (run, key) WHERE key IS NOT NULL;

CREATE TRIGGER event_is_not_updated BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'the journal is append-only: events are not changed'); END;

CREATE TRIGGER event_is_not_deleted BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'the journal is append-only: events are not deleted'); END;

CREATE TRIGGER event_follows_the_last BEFORE INSERT ON event
WHEN NEW.seq <> 1 + coalesce((SELECT max(seq) FROM event WHERE run = NEW.run), 0)
BEGIN SELECT RAISE(ABORT, 'the journal is append-only: an event follows the last one'); END;

CREATE TRIGGER event_key_is_new BEFORE INSERT ON event
WHEN NEW.key IS NOT NULL
  AND EXISTS (SELECT 1 FROM event WHERE run = NEW.run AND key = NEW.key)
BEGIN SELECT RAISE(ABORT, 'the journal is append-only: a key is written once'); END;

CREATE TRIGGER run_is_not_deleted BEFORE DELETE ON run
BEGIN SELECT RAISE(ABORT, 'the journal is append-only: runs are not deleted'); END;

PRAGMA application_id = ${APPLICATION_ID};
${ADDED_BY_2}
${ADDED_BY_3}`;
