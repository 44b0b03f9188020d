import type { Nomination, RuntimeFacts } from '../../detectors/index.ts';
import type { Bottleneck, ProfiledWorkload } from '../../model/index.ts';
import type { ProfileReportBody, SourceOf } from '../../profile/index.ts';
import { growthOf, withGrowth } from './growth.ts';
import { hotFunctions } from './hot-functions.ts';
import { reportedFacts, type RuntimeSeen } from './runtime-seen.ts';

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
 * The report with what else was seen, and what detectors nominate: at each bottleneck the patterns
 * that were recognised in its code and what may help. What fits none stands at its workload.
 */
export async function withNominations(
  report: ProfileReportBody,
  about: {
    readonly sourceOf: SourceOf;
    readonly seenOf: (benchmark: string) => RuntimeSeen;
  },
): Promise<ProfileReportBody> {
  const { nominate, growthExponent } = await import('../../detectors/index.ts');
  const rows: Bottleneck[] = [];
  const workloads: ProfiledWorkload[] = [];
  for (const plain of report.workloads) {
    const seen = about.seenOf(plain.benchmark);
    const growth = growthOf(seen.growth, growthExponent);
    const workload = {
      ...plain,
      ...reportedFacts(seen, plain.totals.wall_ms?.estimate ?? null),
      growth,
    };
    const own = withGrowth(
      report.bottlenecks.filter(({ benchmark }) => benchmark === plain.benchmark),
      growth,
    ).map((row) => withCalls(row, seen.calls));
    const { nominations, caveats } = nominate({
      hotFunctions: hotFunctions(own),
      files: [...new Set(own.flatMap(({ location }) => appFile(location)))],
      sourceOf: about.sourceOf,
      runtime: runtimeFacts(workload, own, seen),
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
    workloads.push({
      ...workload,
      elsewhere: placed.flatMap(({ one, row }) =>
        row === null ? [{ ...detectionOf(one), technique: techniqueOf(one) }] : [],
      ),
      caveats: [...workload.caveats, ...caveats],
    });
  }
  return { ...report, workloads, bottlenecks: rows };
}

function runtimeFacts(
  { totals, startup = [] }: ProfiledWorkload,
  rows: readonly Bottleneck[],
  { syncIo, loop, http, calls, growth, wallMs }: RuntimeSeen,
): RuntimeFacts {
  return {
    gcShare: totals.shares.gc.estimate,
    allocationSites: rows.flatMap(allocationSite),
    syncIo,
    loop,
    wallMs: totals.wall_ms?.estimate ?? (wallMs > 0 ? wallMs : null),
    startup: startup.map(({ module, own_ms: ms }) => ({ module, ms })),
    scaling: growth?.scaling ?? [],
    http,
    calls: calls.flatMap(({ distinctArguments, ...one }) =>
      distinctArguments === null ? [] : [{ ...one, distinctArguments }],
    ),
    spans: [],
  };
}

function withCalls(row: Bottleneck, calls: RuntimeSeen['calls']): Bottleneck {
  const { file, line, function: name } = row.location;
  const own = calls.find((one) => one.file === file && one.line === line && one.name === name);
  return own === undefined ? row : { ...row, calls_per_op: own.count };
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

/** Whether it is the code of a module itself, or of one in a package's folder. */
function isCodeOf({ file, line, function: name }: Bottleneck['location'], module: string): boolean {
  const isWithin = file === module || file?.startsWith(`${module}/`) === true;
  return isWithin && line === 1 && name === '(anonymous)';
}

/** The innermost function around the place; for the garbage collector its own row. */
function rowOf(one: Nomination, rows: readonly Bottleneck[]): Bottleneck | null {
  if (one.rule === 'gc-pressure') {
    return rows.find(({ kind }) => kind === 'gc') ?? null;
  }
  if (one.rule === 'startup-module') {
    return rows.find(({ location }) => isCodeOf(location, one.file ?? '')) ?? null;
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
    detectors: nominations.map(detectionOf),
    techniques: nominations.map(techniqueOf),
  };
}

function detectionOf(one: Nomination): Bottleneck['detectors'][number] {
  return {
    rule: one.rule,
    confidence: CONFIDENCE[one.confidence],
    match: `${placeOf(one)}${one.evidence}`,
  };
}

function techniqueOf({ technique }: Nomination): Bottleneck['techniques'][number] {
  return {
    name: technique.name.replaceAll('-', ' '),
    rationale: technique.rationale,
    risk: `${technique.risk}: ${technique.riskText}`,
    effort: `${technique.effort}: ${EFFORT[technique.effort]}`,
  };
}

function placeOf({ file, line }: Nomination): string {
  return file === null || line === null ? '' : `${file}:${line}: `;
}
