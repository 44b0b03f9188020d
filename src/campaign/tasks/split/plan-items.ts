import { isAbsolute } from 'node:path';

import type { BacklogItem, Bottleneck, ProfileReport, Suite } from '../../../model/index.ts';
import { itemOfBacklog, type SplitItem } from '../../../tasks/index.ts';
import { targetText } from './target-words.ts';

/**
 * An item of a backlog with the files and places that its bottleneck names in the profile, and with
 * the targets of the suite for its metric.
 *
 * @param report - the profile that the plan follows from; null without one
 * @param suite - null when there is none that is understood
 */
export function splitItemOf(
  item: BacklogItem,
  report: ProfileReport | null,
  suite: Suite | null,
): SplitItem {
  const bottleneck = report?.bottlenecks.find(({ id }) => id === item.bottleneck) ?? null;
  const targets = (suite?.targets ?? []).filter((target) => {
    return target.benchmark === item.metric.benchmark && target.metric === item.metric.metric;
  });
  return itemOfBacklog(item, {
    files: bottleneck === null ? null : filesOf(bottleneck),
    frames: bottleneck === null ? [] : [frameOf(bottleneck)],
    targets: suite === null ? [] : targets.flatMap((target) => targetText(target, suite) ?? []),
  });
}

/**
 * What changes is the subject's own code; where a bottleneck is in a dependency, in the runtime or
 * in the collector, it is not known which of it.
 */
function filesOf({ kind, location }: Bottleneck): readonly string[] | null {
  const { file, owner } = location;
  const isOwn = kind === 'cpu' && owner === 'app' && file !== null && !isAbsolute(file);
  return isOwn ? [file] : null;
}

function frameOf({ kind, benchmark, location }: Bottleneck): string {
  const { function: name, file, line } = location;
  if (kind === 'gc') {
    return `${name} in ${benchmark}`;
  }
  return file === null ? name : `${name} (${file}${line === null ? '' : `:${line}`})`;
}
