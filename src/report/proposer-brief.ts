import type { BottleneckReport, Command, Decision, Suite, TargetDistance } from '../model/index.ts';
import { bottleneckLine } from './bottleneck-words.ts';
import { formatValue } from './quantity.ts';
import { oneLine } from './safe-text.ts';

/** Characters that a token stands for on average; enough to keep a budget, not to count. */
const CHARACTERS_PER_TOKEN = 4;

/** Characters of one reason; the whole of it is in the file that is named. */
const REASON_CHARACTERS_MAX = 600;

/** Bottlenecks that are named. */
const BOTTLENECKS_MAX = 10;

/** A proposal of an earlier round and what became of it. */
export interface Tried {
  readonly round: number;
  readonly decision: Decision;
}

/** What somebody who is to propose a change should know. */
export interface BriefFacts {
  readonly suite: Suite;
  /** Of what the next proposal starts from, in stored units; null for what was not measured. */
  readonly medianOf: (
    benchmark: string,
    metric: string,
  ) => { readonly value: number; readonly unit: string } | null;
  readonly targets: readonly TargetDistance[];
  readonly bottlenecks: BottleneckReport | null;
  /** Oldest first. */
  readonly tried: readonly Tried[];
  /** Files with more about it, such as a bottleneck report; absolute paths. */
  readonly files: readonly { readonly path: string; readonly about: string }[];
  /** About how long the text may become, in tokens of a language model; 200 or more. */
  readonly tokensMax: number;
}

/**
 * The context of a proposer in Markdown: what is measured and how far it is, where the cost lies,
 * what was tried and why it failed with the numbers. Nothing is quoted that a file already holds.
 * What does not fit the budget is left out from the oldest attempt on, and counted.
 */
export function proposerBrief(facts: BriefFacts): string {
  const fixed = [measuredLines(facts), bottleneckLines(facts), fileLines(facts)];
  const used = textOf(fixed).length;
  const room = facts.tokensMax * CHARACTERS_PER_TOKEN - used;
  return textOf([...fixed, triedLines(facts.tried, room)]);
}

function textOf(blocks: readonly (readonly string[])[]): string {
  return blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n');
}

function measuredLines({ suite, medianOf, targets }: BriefFacts): string[] {
  const benchmarks = suite.benchmarks.map((benchmark) => {
    const [metric] = benchmark.metrics;
    const median = medianOf(benchmark.id, metric.name);
    const now = median === null ? 'not measured' : `now ${valueText(median.value, median.unit)}`;
    const better = `${metric.direction} is better`;
    const command = `\`${commandText(benchmark.run)}\``;
    return `- ${benchmark.id}: ${command}, ${metric.name} (${better}), ${now}`;
  });
  const tests = suite.test.map((command) => `\`${commandText(command)}\``).join(', ');
  const holdouts = suite.holdout.length;
  return [
    'What is measured:',
    ...benchmarks,
    ...(holdouts === 0
      ? []
      : [`- and the same on inputs that nobody has seen (${holdouts} hidden benchmarks)`]),
    ...targets.map(targetLine),
    ...(tests === '' ? [] : [`Tests that have to pass: ${tests}`]),
  ];
}

function targetLine(target: TargetDistance): string {
  const { benchmark, metric, bound, wanted, unit, current, reached } = target;
  const words = bound === 'at_most' ? 'at most' : 'at least';
  const now = current === null ? 'not measured' : `now ${valueText(current, unit)}`;
  const state = reached ? 'reached' : 'not reached';
  return `Target: ${benchmark} ${metric} ${words} ${valueText(wanted, unit)}; ${now}, ${state}`;
}

/** A number in a unit that its metric may have been given by anybody. */
function valueText(value: number, unit: string): string {
  return unit === 'ns' || unit === 'bytes' ? formatValue(value, unit) : `${value} ${unit}`.trim();
}

function bottleneckLines({ bottlenecks }: BriefFacts): string[] {
  if (bottlenecks === null) {
    return [];
  }
  if (bottlenecks.source === 'profile') {
    return [
      'Where the time goes, from profiles:',
      ...bottlenecks.bottlenecks
        .slice(0, BOTTLENECKS_MAX)
        .map((one) => `- in ${oneLine(one.benchmark)}, ${bottleneckLine(one)}`),
    ];
  }
  return [
    'Where the time goes between benchmarks (nobody has profiled the code yet):',
    ...bottlenecks.bottlenecks
      .slice(0, BOTTLENECKS_MAX)
      .map(
        ({ location, impact }) =>
          `- ${oneLine(location)}: ${(impact.share * 100).toFixed(1)} % of ${oneLine(impact.of)}`,
      ),
  ];
}

function fileLines({ files }: BriefFacts): string[] {
  return files.length === 0
    ? []
    : [
        'Read as much of these as you need:',
        ...files.map(({ path, about }) => `- ${path}: ${about}`),
      ];
}

/** The newest attempts that fit; how many more there were. */
function triedLines(tried: readonly Tried[], room: number): string[] {
  if (tried.length === 0) {
    return [];
  }
  const head = 'What was tried before, newest first. Kept changes are in your clone already:';
  const lines: string[] = [];
  let characters = head.length;
  for (const one of tried.toReversed()) {
    const line = triedLine(one);
    characters += line.length + 1;
    if (characters > room && lines.length > 0) {
      break;
    }
    lines.push(line);
  }
  const older = tried.length - lines.length;
  return [head, ...lines, ...(older === 0 ? [] : [`- and ${older} older ones`])];
}

function triedLine({ round, decision }: Tried): string {
  const reason = oneLine(decision.reason);
  const short =
    reason.length > REASON_CHARACTERS_MAX ? `${reason.slice(0, REASON_CHARACTERS_MAX)}…` : reason;
  const state =
    decision.decision === 'kept'
      ? 'kept'
      : `${decision.decision} at ${decision.check ?? 'the end'}`;
  return `- round ${round}, ${oneLine(decision.title)}: ${state}. ${short}`;
}

function commandText(command: Command): string {
  return oneLine(command.kind === 'shell' ? command.text : command.words.join(' '));
}
