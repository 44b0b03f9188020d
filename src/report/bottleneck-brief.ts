import type { Bottleneck, ProfiledWorkload } from '../model/index.ts';
import type { BottleneckView } from './bottleneck-text.ts';
import {
  bottleneckLine,
  denominatorText,
  kindsText,
  ownerText,
  packagesText,
  rankText,
} from './bottleneck-words.ts';
import { BYTES_PER_TOKEN_MIN, PACKAGES_SHOWN } from './limits.ts';
import { besideTexts, elsewhereTexts } from './profile-facts.ts';
import { countOf, formatShare } from './quantity.ts';
import { oneLine, shortenMiddle } from './safe-text.ts';

/** Tokens of a brief, unless told otherwise. */
const TOKENS_MAX = 2_000;

/** Columns of one free text, such as a technique or a caveat. */
const TEXT_COLUMNS_MAX = 100;

/** Hot lines and techniques of one bottleneck. */
const DETAILS_MAX = 3;

/** Share of a workload's room that is kept for its bottlenecks. */
const ROWS_SHARE_MIN = 0.5;

/** Room below which a workload says too little; with less for each, the last ones are left out. */
const WORKLOAD_BYTES_MIN = 1_200;

/**
 * The report for an agent: dense lines, every one whole, with ids for `hone bottleneck show`. It
 * never takes more than its tokens, counted as bytes / 3.5, which is more than tokenisers need.
 *
 * @param tokensMax - at least 200
 */
export function bottleneckBrief(report: BottleneckView, tokensMax: number = TOKENS_MAX): string {
  const room = Math.floor(tokensMax * BYTES_PER_TOKEN_MIN);
  const text = new Room(room);
  const intro =
    'Where the time goes, from repeated profiles. Shares are actionable: with what the function ' +
    'asked of the runtime and the collections it caused. (lo to hi) is 95 %. Ranges of ranks are ' +
    'ties. Details ' +
    'of one: hone bottleneck show <id>. All: bottleneck-report.json.';
  text.add(intro, TAIL_BYTES);
  const { bottlenecks } = report;
  const workloads = report.workloads.slice(0, Math.max(1, Math.floor(room / WORKLOAD_BYTES_MIN)));
  let shown = 0;
  for (const [index, workload] of workloads.entries()) {
    const share = Math.floor((text.left - TAIL_BYTES) / (workloads.length - index));
    const end = Math.max(TAIL_BYTES, text.left - share);
    const [title, ...about] = headOf(workload);
    if (!text.add(title, end)) {
      continue;
    }
    about.forEach((line) => text.add(line, Math.floor(end + share * ROWS_SHARE_MIN)));
    for (const row of bottlenecks.filter(({ benchmark }) => benchmark === workload.benchmark)) {
      const fits = [rowOf(row), `- #${rankText(row)} ${bottleneckLine(row)}`].some((line) =>
        text.add(line, end),
      );
      if (!fits) {
        break;
      }
      shown += 1;
    }
  }
  text.add(tailOf(bottlenecks.length - shown), 0);
  return text.text();
}

/** Share of a function's own time from which one of its lines is named. */
const LINE_SHARE_MIN = 0.05;

/** Room that is kept for the last line. */
const TAIL_BYTES = 120;

/** Lines within a number of bytes. */
class Room {
  readonly #lines: string[] = [];
  left: number;

  constructor(bytes: number) {
    this.left = bytes;
  }

  /** Adds a line if it fits and leaves so many bytes; says whether it did. */
  add(line: string, leave: number): boolean {
    const bytes = bytesOf(line) + 1;
    if (bytes > this.left - leave) {
      return false;
    }
    this.#lines.push(line);
    this.left -= bytes;
    return true;
  }

  text(): string {
    return `${this.#lines.join('\n')}\n`;
  }
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

function headOf(workload: ProfiledWorkload): [title: string, ...about: string[]] {
  const { benchmark, denominator, totals, smallest_effect: smallest, caveats, flat } = workload;
  const least = smallest === null ? 'not known' : formatShare(smallest);
  const [caveat] = caveats;
  return [
    `## ${short(benchmark)}: shares of ${denominatorText(denominator)}, ` +
      `${countOf(totals.shares.js.n, 'run')}; least visible effect ${least}`,
    `All time: ${kindsText(workload)}. Shares: ${packagesText(workload, PACKAGES_SHOWN)}. ` +
      `Ten functions take ${(flat.covered_top_10.estimate * 100).toFixed(0)} %.`,
    ...besideTexts(workload).map(oneLine),
    ...elsewhereTexts(workload).slice(0, DETAILS_MAX).map(short),
    ...(caveat === undefined
      ? []
      : [`Caveat: ${short(caveat)}${caveats.length > 1 ? ` (+${caveats.length - 1})` : ''}`]),
  ];
}

function rowOf(row: Bottleneck): string {
  const { owner, package: name } = row.location;
  const lines = row.hot_lines
    .filter(({ share }) => share >= LINE_SHARE_MIN)
    .slice(0, DETAILS_MAX)
    .map(({ line, share }) => `${line} ${(share * 100).toFixed(0)} %`);
  const [caller] = row.callers;
  return [
    `- #${rankText(row)} ${bottleneckLine(row)}`,
    owner === 'app' ? '' : ownerText(owner, name),
    lines.length === 0 ? '' : `lines ${lines.join(', ')}`,
    caller === undefined
      ? ''
      : `called by ${short(caller.function)} ${(caller.share * 100).toFixed(0)} %`,
    ...row.techniques.slice(0, DETAILS_MAX).map((one) => `try ${short(one.name)}`),
    row.status === 'open' ? '' : row.status,
  ]
    .filter((part) => part !== '')
    .join('; ');
}

function tailOf(missing: number): string {
  return missing > 0
    ? `${countOf(missing, 'more bottleneck')} in bottleneck-report.json.`
    : 'That is all that was found.';
}

function short(text: string): string {
  return shortenMiddle(oneLine(text), TEXT_COLUMNS_MAX);
}
