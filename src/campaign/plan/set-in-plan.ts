import { userInfo } from 'node:os';

import { HoneError, systemClock } from '../../base/index.ts';
import type { BacklogItem, BacklogOverride } from '../../model/index.ts';
import {
  dependencyProblem,
  overrideItem,
  overrideValue,
  type OverrideValue,
  stepsLikeItems,
} from '../../plan/index.ts';
import { profilesFolder } from '../profile/kept-profiles.ts';
import { refusePlanOfRun } from './checked-plan.ts';
import { type KeptPlan, keptPlan, withTried, writePlanFiles } from './kept-plans.ts';

/** What a person sets instead of what follows from the evidence. */
export interface PlanSetting {
  readonly folder: string;
  /** Null for the newest plan. */
  readonly plan: string | null;
  /** Rank of an item, or the beginning of its id. */
  readonly item: string;
  readonly field: string;
  readonly value: string;
  readonly reason: string;
  /** Null for the user of the machine. */
  readonly by: string | null;
}

/** What each field takes. */
const FIELDS: Readonly<Record<BacklogOverride['field'], string>> = {
  reach: 'a share such as 0.4 or 40%',
  impact: 'a number above 0, up to 3',
  confidence: 'a share such as 0.8 or 80%',
  effort: 'a number above 0, of person-days or attempts as the plan counts them',
  risk: 'low, medium or high',
  lane: 'quick-win, medium or long-term',
  dependencies: 'ranks or ids of items with commas between them, or none',
};

/** What else a field may be called. */
const OTHER_NAMES: Readonly<Record<string, BacklogOverride['field']>> = {
  depends: 'dependencies',
};

/** Characters of what is set, as its schema says. */
const VALUE_CHARS_MAX = 4_000;

/**
 * Sets one number of an item, ranks the items anew and records who did it and why. The steps keep
 * their numbers; a rating of the plan does not count any more, because the plan is another one.
 *
 * @throws HoneError E_NOT_FOUND, E_USAGE, E_FORMAT, E_DISK
 */
export async function setInPlan(
  setting: PlanSetting,
  signal: AbortSignal,
): Promise<KeptPlan & { readonly item: BacklogItem }> {
  const { reason } = setting;
  const given = overrideFrom(setting);
  if (reason.trim() === '') {
    throw new HoneError('E_USAGE', '--reason says why the number is another; it is kept.');
  }
  await refusePlanOfRun(setting.folder, setting.plan, signal);
  const kept = keptPlan(await profilesFolder(setting.folder, signal), setting.plan);
  const { items = [], refused = [] } = kept.plan.backlog ?? {};
  const { id } = itemNamed(items, setting.item, kept.id);
  const set = overrideItem(items, id, {
    ...resolved(given, items, { id, plan: kept.id }),
    reason: reason.trim(),
    by: setting.by ?? userInfo().username,
    at: systemClock.isoNow(),
  });
  const steps = stepsLikeItems(kept.plan.steps, set ?? []);
  const backlog = { items: set ?? [], refused };
  const changed = { ...kept, plan: { ...kept.plan, steps, backlog } };
  writePlanFiles(kept.tried === null ? changed : withTried(changed, kept.tried));
  return { ...changed, item: itemNamed(changed.plan.backlog.items, id, kept.id) };
}

function overrideFrom({ field: word, value }: PlanSetting): OverrideValue {
  const field = Object.hasOwn(OTHER_NAMES, word) ? (OTHER_NAMES[word] ?? word) : word;
  if (!isField(field)) {
    throw new HoneError(
      'E_USAGE',
      `An item has no "${word}" that could be set. It has: ${Object.keys(FIELDS).join(', ')}.`,
    );
  }
  const given = overrideValue(field, value);
  if (given === null) {
    throw new HoneError('E_USAGE', `${word} can't be "${value}": write ${FIELDS[field]}.`);
  }
  return given;
}

/** Items that a person names by rank or by the beginning of an id, by their ids. */
function resolved(
  given: OverrideValue,
  items: readonly BacklogItem[],
  { id, plan }: { readonly id: string; readonly plan: string },
): OverrideValue {
  if (given.field !== 'dependencies') {
    return given;
  }
  const named = given.value.map((word) => itemNamed(items, word, plan).id);
  const value = [...new Set(named)];
  const problem =
    value.join(', ').length > VALUE_CHARS_MAX
      ? `It has at most ${VALUE_CHARS_MAX} characters of ids.`
      : dependencyProblem(items, id, value);
  if (problem !== null) {
    throw new HoneError('E_USAGE', `Nothing was set. ${problem}`);
  }
  return { field: 'dependencies', value };
}

function isField(field: string): field is BacklogOverride['field'] {
  return Object.hasOwn(FIELDS, field);
}

function itemNamed(items: readonly BacklogItem[], word: string, plan: string): BacklogItem {
  const exact = items.filter(({ id }) => id === word);
  const ranked = /^\d{1,3}$/.test(word) ? items.filter(({ rank }) => rank === Number(word)) : [];
  const named = exact.length > 0 ? exact : ranked;
  const found = named.length > 0 ? named : items.filter(({ id }) => id.startsWith(word));
  const [first, ...more] = found;
  if (first !== undefined && more.length === 0) {
    return first;
  }
  const ids = (first === undefined ? items : found).slice(0, 5).map(({ id }) => id);
  const what = first === undefined ? `has no item "${word}"` : `has several items "${word}…"`;
  const there = ids.length === 0 ? 'It has none at all.' : `It has ${ids.join(', ')}.`;
  throw new HoneError(
    'E_NOT_FOUND',
    `Plan ${plan} ${what}. ${there} Write the rank of an item, or more of its id.`,
  );
}
