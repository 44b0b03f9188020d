import { assert, at } from '../../base/index.ts';
import type { Profile, ProfileUnit } from '../profile.ts';
import { type CriticalPath, criticalPath } from './critical-path.ts';
import { type Denominated, denominated, runValues, sumOf, threadsOn } from './denominated.ts';
import { type FunctionDetails, functionDetails, mergedDetails } from './function-details.ts';
import type { FunctionIndex } from './function-index.ts';
import { DETAILED_FUNCTIONS_MAX } from './limits.ts';
import type { PackageOwner } from './package-owner.ts';
import { outermostOfGroup, type StackTree, stackTree, totalsOfStacks } from './stack-tree.ts';
import { addKinds, kindTotals, type KindTotals, stackValues } from './stack-values.ts';
import {
  addWeights,
  emptyWeights,
  type Grouping,
  type GroupWeights,
  weighGroups,
} from './weigh-groups.ts';

/** The profiles of one run of a workload. */
export interface ProfiledRun {
  /** Of time, from all processes; not empty, all in one unit. */
  readonly cpu: readonly Profile[];
  /** Of allocated bytes; empty when allocation was not sampled. */
  readonly allocation: readonly Profile[];
}

/** Functions and packages of one run against one denominator. */
export interface Weighing {
  /** What everything is a share of, in the profile's unit; 0 when nothing was seen. */
  readonly total: number;
  readonly functions: GroupWeights;
  /** By a key of owner and package. */
  readonly packages: ReadonlyMap<string, PackageWeight>;
}

/** What one package weighs. */
export interface PackageWeight extends PackageOwner {
  /** Its own functions with their builtins and collections. */
  readonly actionable: number;
  /** With everything it calls. */
  readonly inclusive: number;
}

/** One run reduced to what reports need; the profiles can be dropped afterwards. */
export interface WeighedRun {
  readonly unit: ProfileUnit;
  readonly samples: number;
  readonly path: CriticalPath;
  /** Against `critical-thread-wall`; null when the critical path is unknown. */
  readonly wall: Weighing | null;
  /** Against `process-cpu`. */
  readonly cpu: Weighing;
  /** Bytes, where allocation was sampled. */
  readonly allocation: Weighing | null;
  /** By kind: on the critical path if it is known, otherwise in all threads. */
  readonly kinds: KindTotals;
  /** Of the heaviest functions: on the critical path if it is known, otherwise in all threads. */
  readonly details: ReadonlyMap<number, FunctionDetails>;
  readonly caveats: readonly string[];
}

/**
 * Weighs one run: a few walks over its samples and stacks.
 *
 * @param index - of the revision that ran; functions that are new to it are added
 */
export function weighRun(run: ProfiledRun, index: FunctionIndex): WeighedRun {
  const path = criticalPath(run.cpu);
  const values = runValues(run.cpu, path);
  const prepared = preparedProfiles(run.cpu, index);
  const cpu = denominated(run.cpu, values, path, 'process-cpu');
  const wall = denominated(run.cpu, values, path, 'critical-thread-wall');
  assert(cpu !== null, 'CPU time needs no critical path');
  const weighed = wall === null ? null : weighing(prepared, wall);
  const weighedCpu = weighing(prepared, cpu);
  const wanted = heaviest((weighed ?? weighedCpu).functions);
  const counted = (wall ?? cpu).values;
  const isCritical = threadsOn(path);
  return {
    unit: run.cpu[0]?.unit ?? 'ns',
    samples: run.cpu.reduce((sum, { samples }) => sum + samples.stack.length, 0),
    path,
    wall: weighed,
    cpu: weighedCpu,
    allocation: run.allocation.length === 0 ? null : weighedBytes(run.allocation, index),
    kinds: addKinds(
      run.cpu.map((profile, number) => kindTotals(profile, at(values.critical, number))),
    ),
    details: mergedDetails(
      prepared.map(({ profile, tree, functions }, number) =>
        functionDetails(
          {
            profile,
            tree,
            self: at(counted, number),
            functionOfFrame: functions.groupOfFrame,
            outermost: functions.outermost,
            threadCounts: (thread) => isCritical(number, thread),
          },
          wanted,
        ),
      ),
    ),
    caveats: [...new Set([...run.cpu, ...run.allocation].flatMap(({ caveats }) => caveats))],
  };
}

function weighedBytes(allocation: readonly Profile[], index: FunctionIndex): Weighing {
  const values = allocation.map((profile) => stackValues(profile, () => true));
  return weighing(preparedProfiles(allocation, index), { values, total: sumOf(values) });
}

/** A profile with its stacks grouped, once for all denominators. */
interface Prepared {
  readonly profile: Profile;
  readonly tree: StackTree;
  readonly functions: Grouping;
  readonly packages: Grouping;
  readonly owners: readonly PackageOwner[];
}

/** All are numbered before any is grouped, so that they have the same groups. */
function preparedProfiles(profiles: readonly Profile[], index: FunctionIndex): Prepared[] {
  const numbers = profiles.map((profile) => index.numbersOf(profile));
  const { owners, packageOfFunction } = packagesOf(index);
  return profiles.map((profile, number) => {
    const tree = stackTree(profile);
    const groupOfFrame = at(numbers, number);
    const packageOfFrame = groupOfFrame.map((one) => packageOfFunction[one] ?? -1);
    return {
      profile,
      tree,
      functions: grouping(tree, groupOfFrame, index.functions.length),
      packages: grouping(tree, packageOfFrame, owners.length),
      owners,
    };
  });
}

function grouping(tree: StackTree, groupOfFrame: Int32Array, count: number): Grouping {
  return { groupOfFrame, count, outermost: outermostOfGroup(tree, groupOfFrame, count) };
}

function packagesOf({ functions }: FunctionIndex) {
  const numbers = new Map<string, number>();
  const owners: PackageOwner[] = [];
  const packageOfFunction = functions.map((one) => {
    if (one.kind === 'idle' || one.kind === 'preempted') {
      return -1;
    }
    const key = packageKey(one);
    const number = numbers.get(key) ?? numbers.size;
    if (number === numbers.size) {
      numbers.set(key, number);
      owners.push({ owner: one.owner, package: one.package });
    }
    return number;
  });
  return { owners, packageOfFunction };
}

function weighing(all: readonly Prepared[], { values, total }: Denominated): Weighing {
  const functions = emptyWeights(all[0]?.functions.count ?? 0);
  const packages = emptyWeights(all[0]?.packages.count ?? 0);
  all.forEach((prepared, number) => {
    const self = at(values, number);
    const totals = totalsOfStacks(prepared.tree, self);
    addWeights(functions, weighGroups(prepared.tree, self, totals, prepared.functions));
    addWeights(packages, weighGroups(prepared.tree, self, totals, prepared.packages));
  });
  const owners = all[0]?.owners ?? [];
  const byKey = owners.map((owner, number): [string, PackageWeight] => {
    const actionable = (packages.actionable[number] ?? 0) - (packages.handed[number] ?? 0);
    return [
      packageKey(owner),
      { ...owner, actionable, inclusive: packages.inclusive[number] ?? 0 },
    ];
  });
  return { total, functions, packages: new Map(byKey) };
}

function heaviest({ actionable, handed }: GroupWeights): number[] {
  const own = actionable.map((value, number) => value - (handed[number] ?? 0));
  return [...own.keys()]
    .filter((number) => (own[number] ?? 0) > 0)
    .sort((left, right) => (own[right] ?? 0) - (own[left] ?? 0))
    .slice(0, DETAILED_FUNCTIONS_MAX);
}

function packageKey({ owner, package: name }: PackageOwner): string {
  return `${owner} ${name ?? ''}`;
}
