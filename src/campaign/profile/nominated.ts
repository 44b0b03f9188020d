import type { Collected } from '../../collect/index.ts';
import type { HotFunction, Nomination, RuntimeFacts, SyncCalls } from '../../detectors/index.ts';
import type { Bottleneck, ProfiledWorkload, ShareOverRuns } from '../../model/index.ts';
import { type ProfileReportBody, type SourceOf, subjectFile } from '../../profile/index.ts';

/** What one run of a workload showed beside its profile. */
export interface RuntimeSeen {
  readonly syncIo: readonly SyncCalls[];
  readonly loop: RuntimeFacts['loop'];
}

/** Nothing but a profile. */
export const NOTHING_SEEN: RuntimeSeen = { syncIo: [], loop: null };

/** How sure a nomination is as a number; only their order means something. */
const CONFIDENCE: Readonly<Record<Nomination['confidence'], number>> = {
  confirmed: 0.9,
  likely: 0.7,
  weak: 0.4,
};

const EFFORT: Readonly<Record<Nomination['technique']['effort'], string>> = {
  low: 'an hour or two',
  medium: 'a day or two',
  high: 'several days',
};

/**
 * The report with what detectors nominate: at each bottleneck the patterns that were recognised in
 * its code and what may help. What fits no bottleneck is named among the workload's caveats.
 */
export async function withNominations(
  report: ProfileReportBody,
  about: {
    readonly sourceOf: SourceOf;
    readonly seenOf: (benchmark: string) => RuntimeSeen;
  },
): Promise<ProfileReportBody> {
  const { nominate, NOTHING_OBSERVED } = await import('../../detectors/index.ts');
  const rows: Bottleneck[] = [];
  const workloads: ProfiledWorkload[] = [];
  for (const workload of report.workloads) {
    const own = report.bottlenecks.filter(({ benchmark }) => benchmark === workload.benchmark);
    const { syncIo, loop } = about.seenOf(workload.benchmark);
    const { nominations, caveats } = nominate({
      hotFunctions: own.flatMap(hotFunction),
      files: [...new Set(own.flatMap(({ location }) => appFile(location)))],
      sourceOf: about.sourceOf,
      runtime: {
        ...NOTHING_OBSERVED,
        gcShare: workload.totals.shares.gc.estimate,
        allocationSites: own.flatMap(allocationSite),
        syncIo,
        loop,
        wallMs: workload.totals.wall_ms?.estimate ?? null,
      },
    });
    const placed = nominations.map((one) => ({ one, row: rowOf(one, own) }));
    rows.push(
      ...own.map((row) =>
        withTechniques(
          row,
          placed.filter((item) => item.row === row).map(({ one }) => one),
        ),
      ),
    );
    const homeless = placed.filter(({ row }) => row === null).map(({ one }) => sentence(one));
    workloads.push({ ...workload, caveats: [...workload.caveats, ...caveats, ...homeless] });
  }
  return { ...report, workloads, bottlenecks: rows };
}

/** What a run showed: calls that blocked, and how busy the event loops were. */
export function runtimeSeen({ processes, wallNs }: Collected, root: string): RuntimeSeen {
  const sites = processes.flatMap(({ io }) => io?.sites ?? []);
  const loops = processes.flatMap(({ loop }) => (loop === null ? [] : [loop]));
  const active = loops.reduce((sum, { activeNs }) => sum + activeNs, 0);
  const idle = loops.reduce((sum, { idleNs }) => sum + idleNs, 0);
  return {
    syncIo: sites.flatMap(({ name, loading, app, calls, ns }) =>
      loading || app === null
        ? []
        : [
            {
              name: name.split('.').at(-1) ?? name,
              count: calls,
              ms: ns / 1e6,
              file: subjectFile(app.file, root),
              line: app.line,
            },
          ],
    ),
    loop:
      active + idle <= 0
        ? null
        : {
            utilisation: active / (active + idle),
            idleShare: Math.min(1, idle / loops.length / Math.max(1, wallNs)),
          },
  };
}

function hotFunction(row: Bottleneck): HotFunction[] {
  const { location, share, hot_lines: lines } = row;
  if (row.kind !== 'cpu') {
    return [];
  }
  const { actionable } = share;
  return [
    {
      name: location.function,
      file: location.owner === 'app' ? (location.file ?? '') : '',
      line: location.line ?? 0,
      ...(location.end_line === null ? {} : { endLine: location.end_line }),
      share: interval(actionable),
      hotLines: lines.map((one) => ({ line: one.line, share: one.share * actionable.estimate })),
      ...(share.alloc === null ? {} : { allocShare: share.alloc.estimate }),
    },
  ];
}

function interval({ estimate, lo, hi }: ShareOverRuns): HotFunction['share'] {
  return { estimate, lo: lo ?? 0, hi: hi ?? 1 };
}

function appFile({ owner, file }: Bottleneck['location']): string[] {
  return owner === 'app' && file !== null ? [file] : [];
}

function allocationSite(row: Bottleneck): RuntimeFacts['allocationSites'] {
  const { location, share } = row;
  return share.alloc === null || location.file === null || location.line === null
    ? []
    : [
        {
          name: location.function,
          file: location.file,
          line: location.line,
          share: share.alloc.estimate,
        },
      ];
}

/** The innermost function around the place; for the garbage collector its own row. */
function rowOf(one: Nomination, rows: readonly Bottleneck[]): Bottleneck | null {
  if (one.rule === 'gc-pressure') {
    return rows.find(({ kind }) => kind === 'gc') ?? null;
  }
  const line = one.line ?? 0;
  const around = rows.filter(
    ({ location }) =>
      location.file === one.file &&
      location.line !== null &&
      location.line <= line &&
      line <= (location.end_line ?? location.line),
  );
  return (
    around.toSorted((left, right) => (right.location.line ?? 0) - (left.location.line ?? 0))[0] ??
    null
  );
}

function withTechniques(row: Bottleneck, nominations: readonly Nomination[]): Bottleneck {
  return {
    ...row,
    detectors: nominations.map((one) => ({
      rule: one.rule,
      confidence: CONFIDENCE[one.confidence],
      match: `${placeOf(one)}${one.evidence}`,
    })),
    techniques: nominations.map(({ technique }) => ({
      name: technique.name.replaceAll('-', ' '),
      rationale: technique.rationale,
      risk: `${technique.risk}: ${technique.riskText}`,
      effort: `${technique.effort}: ${EFFORT[technique.effort]}`,
    })),
  };
}

function sentence(one: Nomination): string {
  return `${placeOf(one)}${one.evidence} ${one.technique.rationale}`;
}

function placeOf({ file, line }: Nomination): string {
  return file === null ? '' : `${file}:${line ?? 1}: `;
}
