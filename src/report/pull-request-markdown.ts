import type { DevManifest, PerformanceComparison } from '../model/index.ts';
import { markdownBlocks, markdownCode, markdownTable, markdownText } from './markdown.ts';
import { formatSignedPercent, formatSignedRange, formatSpread, formatValue } from './quantity.ts';

/** What the text of a task's pull request is made from. */
export interface PullRequestFacts {
  readonly task: string;
  readonly title: string;
  readonly overview: string;
  readonly run: string;
  readonly baseCommit: string;
  /** Null before there is one. */
  readonly manifest: {
    readonly optimizations: DevManifest['optimizations'];
    readonly rejected: readonly {
      readonly title: string;
      /** What refused it; null where nobody says. */
      readonly check: string | null;
      readonly reason: string;
    }[];
  } | null;
  /** Null before the validation. */
  readonly comparison: Pick<PerformanceComparison, 'comparisons' | 'targets'> | null;
  /** Runs whose signed receipts prove each of the optimisations. */
  readonly trials: readonly string[];
  /** What somebody accepted although it was not met, a sentence each. */
  readonly risks: readonly string[];
  /** What reviewers are asked to look at; null for nothing yet. */
  readonly review: string | null;
}

/**
 * The text of a pull request, from what was measured: what changed, every number with its interval,
 * how to check it, what was tried and refused, and what was accepted as a risk.
 */
export function pullRequestMarkdown(facts: PullRequestFacts): string {
  const { manifest, comparison } = facts;
  return markdownBlocks([
    markdownText(facts.overview),
    facts.review === null ? '' : `**Please review**: ${markdownText(facts.review)}.`,
    manifest === null
      ? '_Nothing was changed yet: this draft fills as the task goes on._'
      : changes(manifest),
    comparison === null ? '' : numbers(comparison),
    comparison === null ? '' : targets(comparison),
    facts.risks.length === 0 ? '' : list('Accepted risks', facts.risks.map(markdownText)),
    manifest === null ? '' : refused(manifest),
    manifest === null ? '' : proof(facts),
  ]);
}

function list(title: string, items: readonly string[]): string {
  return `## ${title}\n\n${items.map((item) => `- ${item}`).join('\n')}`;
}

function changes({ optimizations }: NonNullable<PullRequestFacts['manifest']>): string {
  const items = optimizations.map(({ title, reason, notes }) => {
    const weak = (notes ?? []).map((note) => ` ${markdownText(note)}`).join('');
    return `**${markdownText(title)}**: ${markdownText(reason)}${weak}`;
  });
  return items.length === 0 ? '## What changed\n\nNothing was kept.' : list('What changed', items);
}

function numbers({ comparisons }: NonNullable<PullRequestFacts['comparison']>): string {
  const rows = comparisons.map((one) => [
    markdownText(`${one.benchmark} ${one.metric}`),
    formatSpread(one.base, one.unit),
    formatSpread(one.candidate, one.unit),
    one.ratio === null
      ? 'no ratio'
      : `${formatSignedPercent(one.ratio)} (${formatSignedRange(one.ratio)})`,
    String(one.pairs.confirmation),
    one.verdict,
  ]);
  const head = ['metric', 'base', 'this branch', 'change (95 % interval)', 'pairs', 'verdict'];
  const how = 'The whole branch against its base, on fresh samples, both sides in turn.';
  return `## Numbers\n\n${how}\n\n${markdownTable(head, 'llllrl', rows)}`;
}

function targets(comparison: NonNullable<PullRequestFacts['comparison']>): string {
  return comparison.targets.length === 0
    ? ''
    : list(
        'Targets',
        comparison.targets.map(({ benchmark, metric, bound, wanted, unit, current, reached }) => {
          const sign = bound === 'at_most' ? 'at most' : 'at least';
          const value = current === null ? 'not measured' : formatValue(current, unit);
          const state = reached ? 'reached' : 'NOT reached';
          return markdownText(
            `${benchmark} ${metric} ${sign} ${formatValue(wanted, unit)}: ${value}, ${state}`,
          );
        }),
      );
}

function refused({ rejected }: NonNullable<PullRequestFacts['manifest']>): string {
  return rejected.length === 0
    ? ''
    : list(
        'Tried and not kept',
        rejected.map(({ title, check, reason }) => {
          const by = check === null ? '' : ` (${check})`;
          return `**${markdownText(title)}**${by}: ${markdownText(reason)}`;
        }),
      );
}

function proof({ run, baseCommit, trials }: PullRequestFacts): string {
  const commands = [
    ['measure it again', `hone compare --base ${baseCommit.slice(0, 12)} --head HEAD`],
    ['everything about the run', `hone run show ${run}`],
    ['check its record', `hone run verify ${run}`],
    ...trials.map((trial) => ['a signed receipt', `hone receipt verify ${trial}`]),
  ];
  return list(
    'How to check it',
    commands.map(([what = '', command = '']) => `${what}: ${markdownCode(command)}`),
  );
}
