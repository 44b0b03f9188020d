import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Value } from 'typebox/value';

import { diskErrorFrom, HoneError, writeFileAtomic } from '../../base/index.ts';
import {
  type Backlog,
  BACKLOG_SCHEMA,
  Plan,
  type PlanBody,
  PlanRating,
  TriedBacklog,
} from '../../model/index.ts';
import {
  planHash,
  plannedRows,
  type PlanState,
  planState,
  triedBacklog,
  type TriedFacts,
} from '../../plan/index.ts';
import { planMarkdown, roadmapHtml } from '../../report/index.ts';
import { REPORT_FILE, reportIn } from '../profile/kept-profiles.ts';
import { sha256 } from '../read-suite.ts';

/** A plan that lies beside the profile that it follows from. */
export interface KeptPlan {
  readonly id: string;
  /** Id of the profile. */
  readonly profile: string;
  /** Absolute; of the profile, with all files of the plan. */
  readonly folder: string;
  readonly plan: Plan;
  /** What came of its items in runs of `hone try`; null before any was tried. */
  readonly tried: TriedBacklog | null;
}

/** A plan's place, before it is read. */
type Place = Pick<KeptPlan, 'id' | 'profile' | 'folder'>;

/**
 * A kept plan, by default the newest.
 *
 * @throws HoneError E_NOT_FOUND when there is none or none of that id, E_FORMAT when its file is no
 *   plan any more
 */
export function keptPlan(profiles: string, id: string | null): KeptPlan {
  const places = placesIn(profiles);
  const found = id === null ? places.at(-1) : places.find((place) => place.id === id);
  if (found === undefined) {
    throw new HoneError(
      'E_NOT_FOUND',
      places.length === 0
        ? 'Nothing was planned here yet. Run "hone plan" first.'
        : `There is no plan ${id ?? ''}. There are: ` +
            `${places
              .slice(-5)
              .map((place) => place.id)
              .join(', ')}.`,
    );
  }
  const path = planPath(found);
  const plan = readPlan(path);
  if (plan === null) {
    throw new HoneError(
      'E_FORMAT',
      `${path} is no plan. Run "hone plan" again, and change plans with "hone plan set".`,
    );
  }
  return { ...found, plan, tried: triedOf(found) };
}

/** Ids of all kept plans, oldest first. */
export function keptPlanIds(profiles: string): string[] {
  return placesIn(profiles).map(({ id }) => id);
}

/** The newest plan that can be read; null without one. */
export function newestPlan(profiles: string): KeptPlan | null {
  for (const place of placesIn(profiles).toReversed()) {
    const plan = readPlan(planPath(place));
    if (plan !== null) {
      return { ...place, plan, tried: triedOf(place) };
    }
  }
  return null;
}

/**
 * Writes a plan as JSON, Markdown and roadmap into the folder of its profile; once items were
 * tried, also what came of them. The report there says of each row what its newest plan says.
 *
 * @throws HoneError E_DISK
 */
export function writePlanFiles({ id, folder, plan, tried }: KeptPlan): void {
  const body = planBody(plan);
  const { items, refused } = tried ?? body.backlog ?? { items: [], refused: [] };
  const shown = body.backlog === undefined ? body : { ...body, backlog: { items, refused } };
  const roadmap = roadmapHtml({ plan: shown, items, refused, tried, run: null });
  try {
    writeFileAtomic(join(folder, `plan-${id}.md`), planMarkdown(shown, tried));
    writeFileAtomic(join(folder, 'roadmap.html'), roadmap);
    if (tried !== null) {
      writeFileAtomic(triedPath({ id, folder }), `${JSON.stringify(tried, null, 2)}\n`);
    }
    writeFileAtomic(planPath({ id, folder }), `${JSON.stringify(plan, null, 2)}\n`);
    if (placesAt(dirname(folder), basename(folder)).every((place) => place.id <= id)) {
      tellReport(folder, { items, refused });
    }
  } catch (thrown) {
    throw diskErrorFrom(thrown, folder);
  }
}

/** A report that is gone or was changed stays as it is. */
function tellReport(folder: string, backlog: Backlog): void {
  const report = reportIn(folder);
  if (report !== null) {
    const bottlenecks = plannedRows(report.bottlenecks, backlog);
    const text = `${JSON.stringify({ ...report, bottlenecks }, null, 2)}\n`;
    writeFileAtomic(join(folder, REPORT_FILE), text);
  }
}

/** A plan with what came of its items; the plan itself stays, and so does its hash. */
export function withTried(
  kept: KeptPlan,
  found: Pick<TriedFacts, 'attempts' | 'unmatched'>,
): KeptPlan {
  const { plan } = kept;
  const body = planBody(plan);
  const facts = { ...found, planHash: planHash(body, sha256), validation: null };
  const { run, commit, suiteHash } = plan;
  const envelope = { schema: BACKLOG_SCHEMA, run, commit, suiteHash } as const;
  return { ...kept, tried: { ...envelope, ...triedBacklog(body, facts) } };
}

/** A plan without what hone wrote before its own fields. */
export function planBody(plan: Plan): PlanBody {
  const { schema: _schema, run: _run, commit: _commit, suiteHash: _hash, ...body } = plan;
  return body;
}

/** Where a plan's rating is written. */
export function ratingPath({ id, folder }: Pick<KeptPlan, 'id' | 'folder'>): string {
  return join(folder, `plan-${id}-rating.json`);
}

/** How far a plan of no run has come: whether its rating is about exactly what it says now. */
export function keptPlanState(kept: KeptPlan): PlanState {
  try {
    const rating: unknown = JSON.parse(readFileSync(ratingPath(kept), 'utf8'));
    const isPassed = Value.Check(PlanRating, rating) && rating.passed;
    return planState(isPassed && rating.plan_hash === planHash(planBody(kept.plan), sha256), null);
  } catch {
    return planState(false, null); // it was not rated
  }
}

function planPath({ id, folder }: Pick<KeptPlan, 'id' | 'folder'>): string {
  return join(folder, `plan-${id}.json`);
}

function triedPath({ id, folder }: Pick<KeptPlan, 'id' | 'folder'>): string {
  return join(folder, `backlog-${id}.json`);
}

/** Null when nothing was tried, or its file was changed so that it can't be read. */
function triedOf(place: Pick<KeptPlan, 'id' | 'folder'>): TriedBacklog | null {
  try {
    const value: unknown = JSON.parse(readFileSync(triedPath(place), 'utf8'));
    return Value.Check(TriedBacklog, value) && value.plan_id === place.id ? value : null;
  } catch {
    return null;
  }
}

function readPlan(path: string): Plan | null {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return Value.Check(Plan, value) ? value : null;
  } catch {
    return null; // gone or no JSON: no plan in any case
  }
}

/** Oldest first: ids begin with their time. */
function placesIn(profiles: string): Place[] {
  const folders = existsSync(profiles) ? readdirSync(profiles, { withFileTypes: true }) : [];
  return folders
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => placesAt(profiles, name))
    .sort((left, right) => (left.id < right.id ? -1 : 1));
}

function placesAt(profiles: string, profile: string): Place[] {
  const folder = join(profiles, profile);
  return readdirSync(folder).flatMap((file) => {
    const id = /^plan-(.+)\.json$/.exec(file)?.[1];
    return id === undefined || id.endsWith('-rating') ? [] : [{ id, profile, folder }];
  });
}
