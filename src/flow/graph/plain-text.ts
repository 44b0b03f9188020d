import type { FailurePlan, FlowStep } from '../file/flow-file.ts';

/** Characters that take two columns on a terminal: East Asian wide ones and emoji. */
const WIDE = new RegExp(
  '[\\u1100-\\u115f\\u2e80-\\ua4cf\\uac00-\\ud7a3\\uf900-\\ufaff\\ufe30-\\ufe4f\\uff00-\\uff60]|' +
    '[\\uffe0-\\uffe6]|\\p{Emoji_Presentation}',
  'u',
);

/** Characters that change what a reader sees without being seen, or that take no column. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/gu;

/** Text of a file as one line that is safe to show anywhere: hidden characters become `\u001b`. */
export function oneLine(text: string): string {
  return text
    .trim()
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(HIDDEN, (hidden) => {
      return `\\u${(hidden.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
    });
}

/** Columns that a line takes on a terminal. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) {
    columns += WIDE.test(character) ? 2 : /\p{M}/u.test(character) ? 0 : 1;
  }
  return columns;
}

/** The text, cut with an ellipsis where it is wider than `columns`. */
export function cutTo(text: string, columns: number): string {
  if (columnsOf(text) <= columns) {
    return text;
  }
  let cut = '';
  for (const character of text) {
    if (columnsOf(cut + character) > columns - 1) {
      break;
    }
    cut += character;
  }
  return `${cut.trimEnd()}…`;
}

/** What a step's gate asks for, in a few words; empty where it has none. */
export function gateWords({ validation }: FlowStep): string {
  if (validation === null) {
    return '';
  }
  const { schema, scoreMin, gate, customChecks } = validation;
  return [
    schema === null ? '' : `schema ${oneLine(schema)}`,
    scoreMin === null ? '' : `rating of at least ${scoreMin}`,
    gate === 'person' ? 'a person decides' : '',
    customChecks.length === 0 ? '' : `a person is asked: ${customChecks.map(oneLine).join(', ')}`,
  ]
    .filter((words) => words !== '')
    .join('; ');
}

const ENDINGS: Readonly<Record<FailurePlan['finally'], string>> = {
  stop: 'the run ends',
  ask: 'a person is asked',
  continue: 'the run goes on without it',
};

/** What follows a failure, in a few words. */
export function failureWords(plan: FailurePlan): string {
  if (plan.goto === null) {
    return ENDINGS[plan.finally];
  }
  const { step, max } = plan.goto;
  const times = max === 1 ? 'once' : `at most ${max} times`;
  return `back to step ${oneLine(step)} ${times}, then ${ENDINGS[plan.finally]}`;
}

/** The same for a box that has little room. */
export function returnWords({ onFailure: { goto: back } }: FlowStep): string {
  if (back === null) {
    return '';
  }
  const times = back.max === 1 ? 'once' : `up to ${back.max} times`;
  return `fails: back to ${oneLine(back.step)}, ${times}`;
}

/** A group by its name; numbers alone would be taken for a step. */
export function groupWords(name: string): string {
  return /^[\d.]+$/.test(name) ? `Group ${name}` : oneLine(name);
}

/** When a step is done, in a few words; empty for always. */
export function conditionWords({ condition }: FlowStep): string {
  if (condition === null) {
    return '';
  }
  const text = oneLine(condition.text);
  return condition.kind === 'question' ? `a person says yes to: ${text}` : text;
}

const UNITS = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1_000, 's'],
] as const;

/** A duration in its largest whole unit: `4 h`, `90 s`. */
export function durationWords(ms: number): string {
  const [size, unit] = UNITS.find(([each]) => ms >= each && ms % each === 0) ?? [1, 'ms'];
  return `${ms / size} ${unit}`;
}
