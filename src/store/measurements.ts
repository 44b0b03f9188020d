import { Value } from 'typebox/value';

import { assert, canonicalJson } from '../base/index.ts';
import { Measurement, type RunId } from '../model/index.ts';
import type { Database } from './database.ts';
import { journalDamaged } from './database-error.ts';
import { MEASUREMENTS_PER_RUN_MAX } from './limits.ts';
import { integerIn, runIn, textIn, textOrNullIn } from './row.ts';

/** How far a run was read for the history. */
export interface MeasuredRun {
  /** Events that the run had then. */
  readonly events: number;
  /** Of the code that read it; another one reads it again. */
  readonly version: number;
  /** What could not be read, in a sentence; null when all could. */
  readonly gap: string | null;
}

/** The history of numbers, which outlives the samples that it was computed from. */
export interface Measurements {
  /** Every measurement of a run so far, at once; what is there of the same is replaced. */
  record(run: RunId, read: MeasuredRun, measurements: readonly Measurement[]): void;
  /** In the order in which the runs were made, and within a run in the order of events. */
  list(): readonly Measurement[];
  /** The runs that were read. */
  runs(): ReadonlyMap<RunId, MeasuredRun>;
}

const UPSERT =
  'INSERT INTO measurement (run, key, side, metric, benchmark, data) VALUES (?, ?, ?, ?, ?, ?) ' +
  'ON CONFLICT (run, key, side, metric) DO UPDATE SET benchmark = excluded.benchmark, ' +
  'data = excluded.data';
const UPSERT_RUN =
  'INSERT INTO measured_run (run, events, version, gap) VALUES (?, ?, ?, ?) ' +
  'ON CONFLICT (run) DO UPDATE SET events = excluded.events, version = excluded.version, ' +
  'gap = excluded.gap';
const SELECT =
  'SELECT measurement.run, key, side, metric, data FROM measurement ' +
  'JOIN run ON run.run = measurement.run ORDER BY run.rowid, measurement.rowid';

/** The tables `measurement` and `measured_run`. */
export function measurementsOn(database: Database): Measurements {
  return {
    record(run, read, measurements) {
      assert(measurements.length <= MEASUREMENTS_PER_RUN_MAX, 'a run has a bounded history');
      const rows = measurements.map((one) => {
        assert(one.run === run, 'a measurement is recorded with its run');
        assert(Value.Check(Measurement, one), 'a measurement has the shape of one');
        return { ...one, data: canonicalJson(one) };
      });
      // Repeatable: what a power cut takes is computed again from the events.
      database.transaction(() => {
        for (const { key, side, metric, benchmark, data } of rows) {
          database.statement(UPSERT).run(run, key, side, metric, benchmark, data);
        }
        database.statement(UPSERT_RUN).run(run, read.events, read.version, read.gap);
      }, 'repeatable');
    },
    list: () =>
      database.read(() =>
        database
          .statement(SELECT)
          .all()
          .map((row) => measurementFrom(database, textIn(row, 'data'))),
      ),
    runs: () =>
      new Map(
        database
          .read(() => database.statement('SELECT * FROM measured_run').all())
          .map((row) => [
            runIn(row),
            {
              events: integerIn(row, 'events'),
              version: integerIn(row, 'version'),
              gap: textOrNullIn(row, 'gap'),
            },
          ]),
      ),
  };
}

function measurementFrom(database: Database, text: string): Measurement {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = null;
  }
  if (!Value.Check(Measurement, json)) {
    throw journalDamaged(database.path, 'a measurement of its history is not what was written');
  }
  return json;
}
