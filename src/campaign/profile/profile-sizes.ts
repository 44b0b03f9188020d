import { functionIndex } from '../../profile/index.ts';
import { growthIn, type InputSizes } from './growth-runs.ts';
import { GROWTH_RUNS } from './limits.ts';
import { COLLECTORS_DEFAULT } from './profile-options.ts';
import { type ProfiledWorkload, profileWorkload } from './profile-workload.ts';
import type { ProfilingContext } from './profiled-run.ts';
import type { Workload } from './workload.ts';

/**
 * Profiles a command at several sizes of its input. The largest is what is reported; the others,
 * with fewer runs, only tell how the time of each function grows.
 *
 * @throws HoneError as `profileWorkload`
 */
export async function profileSizes(
  { name, sizes }: InputSizes,
  workloadAt: (size: number) => Workload,
  context: ProfilingContext,
): Promise<ProfiledWorkload> {
  const workloads = sizes.map((size) => ({ size, workload: workloadAt(size) }));
  const last = workloads.length - 1;
  const { cpuIntervalNs } = context.collectors;
  const aside: ProfilingContext = {
    ...context,
    collectors: { ...COLLECTORS_DEFAULT, cpuIntervalNs },
    runsMax: Math.min(GROWTH_RUNS, context.runsMax),
    isAside: true,
  };
  const index = functionIndex(workloads[last]?.workload.subject ?? workloadAt(0).subject);
  const members: { size: number; facts: ProfiledWorkload['facts'] }[] = [];
  for (const { size, workload } of workloads.slice(0, last)) {
    const small = { ...workload, id: `${workload.id}/${name}=${size}` };
    members.push({ size, facts: (await profileWorkload(small, aside, index)).facts });
  }
  const [largest] = workloads.slice(last);
  const profiled = await profileWorkload(largest?.workload ?? workloadAt(0), context, index);
  members.push({ size: largest?.size ?? 0, facts: profiled.facts });
  return { ...profiled, seen: { ...profiled.seen, growth: growthIn(name, members) } };
}
