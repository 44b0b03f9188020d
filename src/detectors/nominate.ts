import { growthExponent } from './growth-exponent.ts';
import { readHotCode } from './hot-code.ts';
import {
  CAVEATS_MAX,
  FACTS_MAX,
  GC_SHARE_MIN,
  HOT_FUNCTIONS_MAX,
  NOMINATIONS_MAX,
} from './limits.ts';
import type { Confidence, Nomination, NominationReport } from './nomination.ts';
import type { HotFunction, Observed, RuntimeFacts } from './observed.ts';
import type { Rule, Scene } from './rule.ts';
import { backtrackingRegex } from './rules/backtracking-regex.ts';
import { concatInLoop } from './rules/concat-in-loop.ts';
import { missingIndex, nPlusOne } from './rules/database.ts';
import { gcPressure } from './rules/gc-pressure.ts';
import { hotJson } from './rules/hot-json.ts';
import { hotRegex } from './rules/hot-regex.ts';
import { missingCaching, missingCompression } from './rules/http-headers.ts';
import { jsonClone } from './rules/json-clone.ts';
import { regexInLoop } from './rules/regex-in-loop.ts';
import { repeatedCalls } from './rules/repeated-calls.ts';
import { searchInLoop } from './rules/search-in-loop.ts';
import { serialAwaits } from './rules/serial-awaits.ts';
import { sortInLoop } from './rules/sort-in-loop.ts';
import { spreadInLoop } from './rules/spread-in-loop.ts';
import { startupModule } from './rules/startup-module.ts';
import { superlinear } from './rules/superlinear.ts';
import { syncCall } from './rules/sync-call.ts';

const RULES: readonly Rule[] = [
  superlinear,
  spreadInLoop,
  concatInLoop,
  searchInLoop,
  sortInLoop,
  hotRegex,
  regexInLoop,
  backtrackingRegex,
  jsonClone,
  hotJson,
  syncCall,
  gcPressure,
  serialAwaits,
  startupModule,
  repeatedCalls,
  missingCompression,
  missingCaching,
  nPlusOne,
  missingIndex,
];

const ORDER: readonly Confidence[] = ['confirmed', 'likely', 'weak'];

/**
 * Names the places where something that was seen at run time meets a known pattern in the code. It
 * nominates and nothing more: whether a change helps is for a measurement to say.
 *
 * @returns at most NOMINATIONS_MAX nominations, one for each rule and place, most certain first and
 *   then by share; and what could not be looked at
 */
export function nominate(observed: Observed): NominationReport {
  const hotFunctions = usable(observed.hotFunctions);
  const runtime = bounded(observed.runtime);
  const { files, caveats } = readHotCode({ ...observed, runtime }, hotFunctions);
  const growth = new Map(
    runtime.scaling.map((each) => [placeOf(each.file, each.line), growthExponent(each.points)]),
  );
  const scene: Scene = {
    files,
    hotFunctions,
    runtime,
    growthAt: (file, line) => growth.get(placeOf(file, line)) ?? null,
  };
  const found = distinct(RULES.flatMap((rule) => rule(scene)).toSorted(byWeight));
  return {
    nominations: found.slice(0, NOMINATIONS_MAX),
    caveats: [...caveats, ...shortfalls(observed, scene, found.length)].slice(0, CAVEATS_MAX),
  };
}

/** Hottest first. Shares that are no numbers come from a broken profile and say nothing. */
function usable(hotFunctions: readonly HotFunction[]): HotFunction[] {
  return hotFunctions
    .filter(({ share }) => Number.isFinite(share.estimate))
    .map((each) => ({ ...each, hotLines: each.hotLines.filter((line) => line.share > 0) }))
    .toSorted((left, right) => right.share.estimate - left.share.estimate)
    .slice(0, HOT_FUNCTIONS_MAX);
}

function bounded(runtime: RuntimeFacts): RuntimeFacts {
  return {
    ...runtime,
    allocationSites: runtime.allocationSites.slice(0, FACTS_MAX),
    syncIo: runtime.syncIo.slice(0, FACTS_MAX),
    startup: runtime.startup.slice(0, FACTS_MAX),
    scaling: runtime.scaling.slice(0, FACTS_MAX),
    http: runtime.http.slice(0, FACTS_MAX),
    calls: runtime.calls.slice(0, FACTS_MAX),
    spans: runtime.spans.slice(0, FACTS_MAX),
  };
}

function placeOf(file: string, line: number): string {
  return `${line}:${file}`;
}

function byWeight(left: Nomination, right: Nomination): number {
  return (
    ORDER.indexOf(left.confidence) - ORDER.indexOf(right.confidence) ||
    (right.share?.estimate ?? 0) - (left.share?.estimate ?? 0) ||
    compare(left.file ?? '', right.file ?? '') ||
    (left.line ?? 0) - (right.line ?? 0) ||
    compare(left.rule, right.rule) ||
    compare(left.subject, right.subject)
  );
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Keeps the first of each rule and place; without a place, of each rule and subject. */
function distinct(sorted: readonly Nomination[]): Nomination[] {
  const kept = new Map<string, Nomination>();
  for (const each of sorted) {
    const place = each.line === null ? each.subject : placeOf(each.file ?? '', each.line);
    const key = `${each.rule} ${place}`;
    if (!kept.has(key)) {
      kept.set(key, each);
    }
  }
  return [...kept.values()];
}

function shortfalls(observed: Observed, scene: Scene, count: number): string[] {
  const { gcShare, allocationSites } = scene.runtime;
  const hasSites =
    allocationSites.length > 0 || scene.hotFunctions.some((each) => (each.allocShare ?? 0) > 0);
  const isCollecting = gcShare !== null && gcShare > GC_SHARE_MIN;
  return [
    ...(isCollecting && !hasSites
      ? ['Much time goes into collecting garbage; profile again with --alloc to see whose it is.']
      : []),
    ...(observed.hotFunctions.length > HOT_FUNCTIONS_MAX
      ? [`Only the ${HOT_FUNCTIONS_MAX} hottest functions were looked at.`]
      : []),
    ...(count > NOMINATIONS_MAX
      ? [`${count - NOMINATIONS_MAX} weaker nominations were left out.`]
      : []),
  ];
}
