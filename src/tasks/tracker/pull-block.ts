import type { TrackedCriterion, TrackedPull } from '../../model/index.ts';
import {
  codeMarkdown,
  inlineMarkdown,
  linkMarkdown,
  proseMarkdown,
} from '../blocks/inline-markdown.ts';

/** The part of one pull request. */
export function pullLines(pull: TrackedPull): string[] {
  const parts: readonly (readonly [heading: string, lines: readonly string[]])[] = [
    ['Objectives', pull.objectives.map(objectiveLine)],
    ['Success Criteria', pull.criteria.map(criterionLine)],
    ['Testing Checklist', pull.checks.map(checkLine)],
    ['Notes', proseMarkdown(pull.notes)],
  ];
  return [
    pullHeading(pull),
    '',
    ...headLines(pull),
    ...parts.flatMap(([heading, lines]) => {
      const isEmpty = lines.every((line) => line.trim() === '');
      return ['', `#### ${heading}`, '', ...(isEmpty ? [NONE[heading] ?? '_None._'] : lines)];
    }),
  ];
}

/** `- [x] text: what shows it`. */
export function criterionLine({ text, state, evidence }: TrackedCriterion): string {
  const words = evidence.trim() === '' ? '' : `: ${inlineMarkdown(evidence)}`;
  const unknown = state === 'unknown' ? ' _(not known)_' : '';
  return `- ${box(state === 'met')} ${inlineMarkdown(text)}${unknown}${words}`;
}

/** `[#12](https://…), open`, or that there is none. */
export function pullRequestText({ pullRequest }: TrackedPull): string {
  return pullRequest === null
    ? 'none yet'
    : `${linkMarkdown(inlineMarkdown(pullRequest.name), pullRequest.url)}, ${pullRequest.state}`;
}

const NONE: Readonly<Record<string, string>> = {
  Objectives: '_None are written in its task file._',
  'Success Criteria': '_None are written in its task file._',
  'Testing Checklist': '_No checks are known._',
  Notes: '_None. Write below this part, and it stays._',
};

function pullHeading({ id, title }: TrackedPull): string {
  return `### ${id}: ${inlineMarkdown(title)}`;
}

function headLines(pull: TrackedPull): string[] {
  const { stateText, phase, why, branch, completion, effort, complexity, priority } = pull;
  const where = phase === null || why.includes(phase) ? stateText : `${stateText}, ${phase}`;
  const criteria =
    completion === null
      ? 'not counted'
      : `${completion.percent}, ${completion.met} of ${completion.total} exit criteria met`;
  return [
    `- **Status**: ${where}. ${inlineMarkdown(why)}`.trim(),
    `- **Branch**: ${branch === null ? 'none yet' : codeMarkdown(branch)}`,
    `- **Pull request**: ${pullRequestText(pull)}`,
    `- **Completion**: ${criteria}`,
    `- **Estimated effort**: ${effort ?? 'not known'}`,
    `- **Complexity**: ${complexity ?? 'not known'}`,
    `- **Priority**: ${priority ?? 'not known'}`,
    ...dependencyLines(pull),
  ];
}

function dependencyLines({ dependencies }: TrackedPull): string[] {
  if (dependencies.length === 0) {
    return ['- **Depends on**: nothing'];
  }
  return [
    '- **Depends on**:',
    ...dependencies.map(({ id, reason, isCompleted }) => {
      const why = reason.trim() === '' ? '' : `: ${inlineMarkdown(reason)}`;
      return `  - ${box(isCompleted)} ${id}${why}`;
    }),
  ];
}

function objectiveLine({ text, isDone }: TrackedPull['objectives'][number]): string {
  const unknown = isDone === null ? ' _(not known)_' : '';
  return `- ${box(isDone === true)} ${inlineMarkdown(text)}${unknown}`;
}

function checkLine({ name, state }: TrackedPull['checks'][number]): string {
  const words = state === 'not-run' ? 'not run' : state;
  return `- ${box(state === 'passed')} ${inlineMarkdown(name)}: ${words}`;
}

function box(isDone: boolean): string {
  return isDone ? '[x]' : '[ ]';
}
