import {
  type EnvelopeField,
  type PlanRating,
  RATING_DIMENSIONS,
  type RatingDimension,
} from '../model/index.ts';
import { markdownBlocks, markdownCode, markdownTable, markdownText } from './markdown.ts';

/** A rating for people, and as feedback to the planner: what to change comes first. */
export function planRatingMarkdown(rating: Omit<PlanRating, EnvelopeField>): string {
  return markdownBlocks([
    `# Plan ${markdownText(rating.plan_id)}: ${headline(rating)}`,
    `Attempt ${rating.attempt} of ${rating.max_attempts}; ${rating.level} asks for ` +
      `${rating.minimum_score_threshold}. The rating is about the content ` +
      `${markdownCode(rating.plan_hash)} and no other.`,
    list('Why it did not pass', rating.failures.map(markdownText)),
    list(
      'What hone found',
      rating.findings.map(({ rule, step_number: step, message }) => {
        const where = step === null ? 'plan' : `step ${step}`;
        return `${where}, ${markdownCode(rule)}: ${markdownText(message)}`;
      }),
    ),
    list(
      'What would make it better',
      rating.improvements_suggested.map(
        ({ dimension, suggestion, priority }) =>
          `${priority}, ${dimensionText(dimension)}: ${markdownText(suggestion)}`,
      ),
    ),
    scores(rating),
    ...reasons(rating),
    history(rating),
  ]);
}

function headline({ overall_score: score, status }: Omit<PlanRating, EnvelopeField>): string {
  const words = {
    pending: 'not rated yet',
    passed: 'passed',
    retry: 'to be tried again',
    failed: 'did not pass; a person has to look',
  };
  return score === null ? words[status] : `${score.toFixed(1)} of 10, ${words[status]}`;
}

function scores(rating: Omit<PlanRating, EnvelopeField>): string {
  const { raters, rubric_scores: means, disagreement } = rating;
  if (raters.length === 0) {
    return '';
  }
  const rows = RATING_DIMENSIONS.map((name) => [
    dimensionText(name),
    ...raters.map(({ scores: given }) => given[name].toFixed(1)),
    means === null ? '–' : means[name].toFixed(1),
    disagreement === null ? '–' : disagreement.per_dimension[name].toFixed(1),
  ]);
  const headers = ['dimension', ...raters.map(({ rater }) => markdownText(rater)), 'mean', 'range'];
  const table = markdownTable(headers, `l${'r'.repeat(raters.length + 2)}`, rows);
  const note =
    disagreement?.flagged === true
      ? '\n\nThe raters disagree by 1.5 points or more: read their reasons before relying on it.'
      : '';
  return `## Scores\n\n${table}${note}`;
}

function reasons({ raters }: Omit<PlanRating, EnvelopeField>): string[] {
  return raters.map((one) =>
    list(
      `Reasons of ${markdownText(one.rater)} (${one.kind})`,
      RATING_DIMENSIONS.map((name) => `${dimensionText(name)}: ${markdownText(one.reasons[name])}`),
    ),
  );
}

function history({ history: earlier }: Omit<PlanRating, EnvelopeField>): string {
  return list(
    'Earlier attempts',
    earlier.map(
      ({ attempt, overall_score: score, rated_by: by, rated_at: at }) =>
        `attempt ${attempt}: ${score === null ? 'no score' : score.toFixed(1)} by ` +
        `${by.map(markdownText).join(', ')} at ${markdownText(at)}`,
    ),
  );
}

function dimensionText(name: RatingDimension): string {
  return name.replaceAll('_', ' ');
}

function list(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `## ${title}\n\n${lines.map((line) => `- ${line}`).join('\n')}`;
}
