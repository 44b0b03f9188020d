import type { Bottleneck } from '../model/index.ts';
import { placeText } from './bottleneck-words.ts';
import { oneLine } from './safe-text.ts';
import { type TextStyle, textWriter } from './text-style.ts';

type Causal = NonNullable<Bottleneck['causal']>;

/** What an experiment said of a share, on one line: `predicted 1.12 (…), measured …, agrees`. */
export function causalLine({ method, predicted, measured, verdict }: Causal): string {
  return (
    `${oneLine(method)}: predicted ${rangeText(predicted)}, measured ${rangeText(measured)}, ` +
    verdictWords(verdict)
  );
}

/** The same for whoever just had it made. */
export function causalText(row: Bottleneck, profile: string, style: TextStyle): string {
  const { causal } = row;
  const writer = textWriter(style);
  if (causal === null) {
    return `${writer.heading(`${row.id} ${placeText(row)}`).join('\n')}\n  Not checked.\n`;
  }
  const lines = [
    `- measured ${rangeText(causal.measured)}: ${oneLine(causal.method)}`,
    `- predicted ${rangeText(causal.predicted)}, from its share with all that it calls; its ` +
      'lower end is half of that, because a second run finds its data warm',
    `- verdict: ${verdictWords(causal.verdict)}. ${explanation(causal.verdict)}`,
  ];
  return `${[
    ...writer.heading(`${row.id} ${placeText(row)}`),
    ...lines.flatMap((line) => writer.paragraph(line, 2, 2)),
    '',
    ...writer.paragraph(
      `Kept in profile ${profile}: "hone bottleneck show" and "hone plan" know it now.`,
      0,
    ),
  ].join('\n')}\n`;
}

function verdictWords(verdict: Causal['verdict']): string {
  switch (verdict) {
    case 'agrees':
      return 'agrees';
    case 'contradicts':
      return 'does not agree';
    case 'undecided':
      return 'cannot be seen';
  }
}

function explanation(verdict: Causal['verdict']): string {
  switch (verdict) {
    case 'agrees':
      return 'Running it twice costs about what its share predicts.';
    case 'contradicts':
      return (
        'A second run costs certainly more or less than the profile says, so its share is no ' +
        'guide to what could be gained there.'
      );
    case 'undecided':
      return 'What was measured may be nothing: give it more pairs, or a quieter machine.';
  }
}

function rangeText({ estimate, lo, hi }: Causal['measured']): string {
  return `${estimate.toFixed(3)} [${lo.toFixed(3)}, ${hi.toFixed(3)}]`;
}
