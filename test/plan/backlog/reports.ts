import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import {
  BOTTLENECK_REPORT_SCHEMA,
  type Bottleneck,
  type ProfileReport,
} from '../../../src/model/index.ts';
import { backlogFrom, candidatesFrom, outlookFrom } from '../../../src/plan/index.ts';
import { bottleneck, share, workload } from '../../report/bottlenecks.ts';
import { NOW, suiteWith } from '../suites.ts';

type Location = Bottleneck['location'];

/** A row of the subject's own code. */
export function ownRow(number: number, changes: Partial<Bottleneck> = {}): Bottleneck {
  const row = bottleneck(number, changes);
  return { ...row, location: { ...row.location, owner: 'app', package: 'app' } };
}

/** A row of the runtime or of a dependency. */
export function rowOf(number: number, location: Partial<Location>): Bottleneck {
  const row = bottleneck(number);
  return { ...row, location: { ...row.location, ...location } };
}

/** Plain runs of 100 ms that differ by 3 %. */
export const WALL = { estimate: 100, lo: 96.3, hi: 103.7, n: 5 };

/** A workload of the suite with its time. */
export function timed(benchmark: string, ms: number): ProfileReport['workloads'][number] {
  const { totals, ...rest } = workload({ benchmark });
  const scale = ms / WALL.estimate;
  const wall = { ...WALL, estimate: ms, lo: WALL.lo * scale, hi: WALL.hi * scale };
  return { ...rest, totals: { ...totals, wall_ms: wall } };
}

/** A report about `parse`, or about the workloads that are given. */
export function reportOf(
  bottlenecks: readonly Bottleneck[],
  workloads: ProfileReport['workloads'] = [timed('parse', 100)],
): Pick<ProfileReport, 'workloads' | 'bottlenecks'> {
  return { workloads, bottlenecks: [...bottlenecks] };
}

/** The collector with a share of `parse`. */
export function collector(estimate: number): Bottleneck {
  const row = ownRow(9, { kind: 'gc' });
  const part = share(estimate);
  return {
    ...row,
    id: 'cccccccccccc',
    location: { ...row.location, function: '(garbage collector)', file: null, owner: 'runtime' },
    share: { ...row.share, actionable: part, inclusive: part },
    bound: {
      free: { estimate: 1 / (1 - estimate), lo: 1 / (1 - estimate * 0.8), hi: 1.4 },
      halved: { estimate: 1.1, lo: null, hi: null },
      visible: true,
    },
  };
}

/** The backlog of a report for the suite of these tests. */
export function backlogOf(report: ReturnType<typeof reportOf>, suite = suiteWith()) {
  const effortUnit = 'attempts' as const;
  return backlogFrom({
    candidates: candidatesFrom({ report, suite, benchmarks: [], effortUnit }),
    outlookOf: outlookFrom({ suite, report, baseline: null }),
    effortUnit,
    report,
  });
}

/** A whole report of a commit, as it is kept. */
export function wholeReport(
  commit: string,
  { workloads, bottlenecks }: ReturnType<typeof reportOf>,
): ProfileReport {
  return {
    schema: BOTTLENECK_REPORT_SCHEMA,
    run: '20260314-092653-aaaa',
    commit,
    suiteHash: null,
    created_at: NOW,
    created_by: 'hone',
    source: 'profile',
    dirty: false,
    machine: null,
    workloads,
    bottlenecks,
    not_examined: [],
  };
}

/** Keeps a report as `hone profile` does. @returns the folder of the profile */
export function keepReport(root: string, report: ProfileReport): string {
  const folder = join(root, '.hone', 'profiles', report.run);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'bottleneck-report.json'), JSON.stringify(report));
  return folder;
}
