import type {
  BacklogItem,
  BaselineBody,
  Bottleneck,
  PlanBody,
  PlanFinding,
  PlanStep,
  ProfileReport,
  Suite,
} from '../model/index.ts';
import { gainShare } from './check-gain.ts';
import { percentText } from './quantity-text.ts';
import { metricIn } from './suite-metric.ts';

/** A share that rounding may miss. */
const ROUNDING = 1e-3;

/** What the backlog of a plan is held against. */
export interface BacklogContext {
  readonly suite: Suite;
  readonly baseline: Pick<BaselineBody, 'benchmarks'> | null;
  /** The profile that the plan is about; null when there is none, then its bounds are believed. */
  readonly report: Pick<ProfileReport, 'workloads' | 'bottlenecks'> | null;
}

/**
 * What is wrong with the backlog of a plan: steps about items that are not there, items that nobody
 * works on, gains above what the place could bring, items that nobody could see.
 */
export function checkBacklog(plan: PlanBody, context: BacklogContext): PlanFinding[] {
  const { steps, backlog } = plan;
  const items = new Map((backlog?.items ?? []).map((item) => [item.id, item]));
  const planned = new Set(steps.flatMap(({ item }) => item ?? []));
  const circle = circleIn(items);
  return [
    ...(circle === null
      ? []
      : [whole('dependency-cycle', `Items wait for each other: ${circle.join(' waits for ')}.`)]),
    ...stepFindings(steps, items, context),
    ...(backlog?.items ?? []).flatMap((item, index, all) => [
      ...itemFindings(item, items, context),
      ...(all.findIndex(({ id }) => id === item.id) === index
        ? []
        : [whole('duplicate-item', `The backlog has two items ${item.id}.`)]),
      ...(planned.has(item.id)
        ? []
        : [whole('item-without-step', `No step works on ${item.id}; plan it or refuse it.`)]),
    ]),
  ];
}

function stepFindings(
  steps: readonly PlanStep[],
  items: ReadonlyMap<string, BacklogItem>,
  context: BacklogContext,
): PlanFinding[] {
  const taken = new Map<string, number>();
  return steps.flatMap((step) => {
    if (step.item === undefined) {
      return [];
    }
    const find = (rule: string, message: string): PlanFinding => ({
      rule,
      step_number: step.step_number,
      message,
    });
    const item = items.get(step.item);
    if (item === undefined) {
      return [find('unknown-item', `The backlog has no item ${step.item}.`)];
    }
    const first = taken.get(step.item);
    if (first !== undefined) {
      return [find('duplicate-item', `Step ${first} is about ${step.item} already.`)];
    }
    taken.set(step.item, step.step_number);
    const about = step.measures[0];
    const { benchmark, metric } = item.metric;
    const differs = about?.benchmark !== benchmark || about.metric !== metric;
    const gain = gainShare(step, context.suite, context.baseline);
    const most = mostOf(item, context);
    return [
      ...(differs
        ? [find('item-metric', `Its first measure has to be ${benchmark} ${metric}, of its item.`)]
        : []),
      ...(gain !== null && gain > most + ROUNDING
        ? [
            find(
              'gain-above-bound',
              `It expects ${percentText(gain)}; if the place cost nothing, ${percentText(most)} ` +
                'would be gained at most.',
            ),
          ]
        : []),
    ];
  });
}

function itemFindings(
  item: BacklogItem,
  items: ReadonlyMap<string, BacklogItem>,
  context: BacklogContext,
): PlanFinding[] {
  const { benchmark, metric: name } = item.metric;
  const metric = metricIn(context.suite, benchmark, name);
  if (metric === null) {
    return [whole('unknown-metric', `${item.id}: the suite has no ${name} of ${benchmark}.`)];
  }
  const { report } = context;
  const isKnown = report === null || report.bottlenecks.some(({ id }) => id === item.bottleneck);
  const most = mostOf(item, context);
  const strangers = item.dependencies.filter((id) => !items.has(id));
  return [
    ...(isKnown
      ? []
      : [whole('unknown-bottleneck', `${item.id}: the profile has no ${item.bottleneck}.`)]),
    ...(item.expected.estimate > most + ROUNDING
      ? [
          whole(
            'gain-above-bound',
            `${item.id} expects ${percentText(item.expected.estimate)}; at most ` +
              `${percentText(most)} could be gained.`,
          ),
        ]
      : []),
    ...(most < metric.minEffect
      ? [
          whole(
            'item-invisible',
            `${item.id}: at most ${percentText(most)} could be gained, and below ` +
              `${percentText(metric.minEffect)} nothing counts. Refuse it.`,
          ),
        ]
      : []),
    ...strangers.map((id) =>
      whole('unknown-dependency', `${item.id} waits for ${id}, which the backlog does not have.`),
    ),
  ];
}

/** Ids of items that wait for each other, the first again at the end; null without a circle. */
function circleIn(items: ReadonlyMap<string, BacklogItem>): string[] | null {
  const left = new Set(items.keys());
  const isFree = (id: string): boolean =>
    (items.get(id)?.dependencies ?? []).every((one) => !left.has(one));
  for (let free = [...left].filter(isFree); free.length > 0; free = [...left].filter(isFree)) {
    for (const id of free) {
      left.delete(id);
    }
  }
  const way: string[] = [];
  let [id] = left;
  while (id !== undefined && !way.includes(id)) {
    way.push(id);
    id = items.get(id)?.dependencies.find((one) => left.has(one));
  }
  return id === undefined ? null : [...way.slice(way.indexOf(id)), id];
}

/** The most that an item could bring: by its own bound and by what the profile saw there. */
function mostOf(item: BacklogItem, { report }: BacklogContext): number {
  const own = item.expected.bound.hi;
  const row = report?.bottlenecks.find(
    ({ id, benchmark }) => id === item.bottleneck && benchmark === item.metric.benchmark,
  );
  return row === undefined || report === null ? own : Math.min(own, seenAtMost(row, report));
}

/**
 * All that runs while the place is on the stack, which is what not calling it would save; of a
 * dependency, all that runs while any of it is. 1 where no bound is known.
 */
function seenAtMost(row: Bottleneck, report: NonNullable<BacklogContext['report']>): number {
  const workload = report.workloads.find(({ benchmark }) => benchmark === row.benchmark);
  if (row.bound === null || workload === undefined) {
    return 1;
  }
  const { package: name, owner } = row.location;
  const isDependency = owner === 'direct-dep' || owner === 'transitive';
  const all = isDependency ? workload.packages.find((one) => one.package === name) : undefined;
  return Math.max(
    row.share.inclusive.hi ?? 1,
    all === undefined ? 0 : (all.share.inclusive.hi ?? 1),
  );
}

function whole(rule: string, message: string): PlanFinding {
  return { rule, step_number: null, message };
}
