import type { Bottleneck, CodeOwner, ProfiledWorkload, ShareOverRuns } from '../model/index.ts';
import { oneLine, shortenMiddle } from './safe-text.ts';

type Bound = NonNullable<Bottleneck['bound']>;
type GainFactor = Bound['free'];

/** Columns of a function's name, and of a place, inside a line. */
const NAME_COLUMNS_MAX = 60;

/** A share with one decimal: `11.8 %`. */
export function shareText({ estimate }: ShareOverRuns): string {
  return `${(estimate * 100).toFixed(1)} %`;
}

/** The interval of a share: `6.5 to 17.2`; `–` with one run. */
export function shareRange({ lo, hi }: ShareOverRuns): string {
  return lo === null || hi === null ? '–' : `${(lo * 100).toFixed(1)} to ${(hi * 100).toFixed(1)}`;
}

/** A rank, or the ranks that a tie may have: `3` or `2–5`. */
export function rankText({ rank, rank_worst: worst }: Bottleneck): string {
  return rank === worst ? String(rank) : `${rank}–${worst}`;
}

/** A factor: `1.13x`; what has no limit is said to have none. */
export function factorText({ estimate }: GainFactor): string {
  return estimate === null ? 'no limit' : `${estimate.toFixed(2)}x`;
}

/** The factor with the best that its interval allows: `1.13x (1.21x at best)`. */
export function factorWithBest(factor: GainFactor): string {
  const { hi } = factor;
  return hi === null ? factorText(factor) : `${factorText(factor)} (${hi.toFixed(2)}x at best)`;
}

/** Name and place of a bottleneck on one line, shortened: `inlineText (src/Lexer.js:120-164)`. */
export function placeText({ location }: Bottleneck): string {
  const { file, line, end_line: end } = location;
  const name = shortenMiddle(oneLine(location.function), NAME_COLUMNS_MAX);
  if (file === null) {
    return name;
  }
  const lines = line === null ? '' : `:${line}${end === null || end <= line ? '' : `-${end}`}`;
  return `${name} (${shortenMiddle(oneLine(file), NAME_COLUMNS_MAX)}${lines})`;
}

/** Whose code it is: `own code`, `marked (direct dependency)`, `runtime`. */
export function ownerText(owner: CodeOwner, packageName: string | null): string {
  const name = packageName === null ? null : shortenMiddle(oneLine(packageName), NAME_COLUMNS_MAX);
  switch (owner) {
    case 'app':
      return 'own code';
    case 'direct-dep':
      return `${name ?? 'a package'} (direct dependency)`;
    case 'transitive':
      return `${name ?? 'a package'} (transitive dependency)`;
    case 'runtime':
      return 'runtime';
    case 'unknown':
      return 'unknown code';
  }
}

/** What the shares of a workload are shares of. */
export function denominatorText(denominator: ProfiledWorkload['denominator']): string {
  switch (denominator) {
    case 'critical-thread-wall':
      return 'the time from start to end';
    case 'process-cpu':
      return 'the CPU time of all threads';
  }
}

/** A bottleneck in one line, with its id for looking it up. */
export function bottleneckLine(row: Bottleneck): string {
  const range = shareRange(row.share.actionable);
  const bound =
    row.bound === null
      ? 'no bound known'
      : `${factorWithBest(row.bound.free)} if it were free` +
        (row.bound.visible === false ? ', too little to be seen here' : '');
  return (
    `${row.id} ${placeText(row)}: ${shareText(row.share.actionable)}` +
    `${range === '–' ? '' : ` (${range})`}, ${bound}`
  );
}

/** The kinds that take any time, the largest first: `js 52 %, gc 16 %`. */
export function kindsText({ totals }: ProfiledWorkload): string {
  return Object.entries(totals.shares)
    .filter(([, { estimate }]) => estimate >= 0.0005)
    .toSorted(([, left], [, right]) => right.estimate - left.estimate)
    .map(([kind, share]) => `${kind} ${shareText(share)}`)
    .join(', ');
}

/** Whose code the time goes to, own code and packages, the largest first. */
export function packagesText({ packages }: ProfiledWorkload, most: number): string {
  return packages
    .filter(({ share }) => share.actionable.estimate >= 0.0005)
    .slice(0, most)
    .map(
      ({ owner, package: name, share }) =>
        `${ownerText(owner, name)} ${shareText(share.actionable)}`,
    )
    .join(', ');
}
