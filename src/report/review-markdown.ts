import type { CodeReview, EnvelopeField, ReviewFinding } from '../model/index.ts';
import { markdownBlocks, markdownCode, markdownText } from './markdown.ts';

/** What is shown of a review; the envelope is not. */
type Shown = Omit<CodeReview, EnvelopeField>;

/** A code review for people, and as feedback to the developer. */
export function reviewMarkdown(review: Shown): string {
  const verdict = review.verdict === 'approved' ? '✔ approved' : '✘ changes requested';
  return markdownBlocks([
    `# Code review: ${verdict}`,
    `${markdownCode(review.base_commit)} to ${markdownCode(review.reviewed_commit)}, reviewed by ` +
      `${markdownText(review.reviewed_by)} at ${markdownText(review.reviewed_at)}, attempt ` +
      `${review.attempt}.`,
    markdownText(review.summary),
    findings(review.findings),
    `## Checks\n\n${review.checks
      .map(({ name, passed, message }) => {
        return `- ${passed ? '✔' : '✘'} ${markdownText(name)}: ${markdownText(message)}`;
      })
      .join('\n')}`,
  ]);
}

function findings(all: readonly ReviewFinding[]): string {
  if (all.length === 0) {
    return 'The reviewer found nothing to change.';
  }
  const order = ['critical', 'major', 'minor', 'note'];
  const lines = all
    .toSorted((left, right) => order.indexOf(left.severity) - order.indexOf(right.severity))
    .map(({ severity, file, line, finding, suggestion }) => {
      const place =
        file === null ? '' : ` ${markdownCode(line === null ? file : `${file}:${line}`)}`;
      const next = suggestion === null ? '' : ` → ${markdownText(suggestion)}`;
      return `- **${severity}**${place}: ${markdownText(finding)}${next}`;
    });
  return `## Findings\n\n${lines.join('\n')}`;
}
