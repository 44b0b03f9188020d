import type { CodeFile, CodeLine } from '../code-change.ts';
import type { Severity } from '../hack-finding.ts';
import type { Language } from '../language/language-of.ts';
import type { SuiteWords } from '../suite-words.ts';

/** A place that a rule points at. */
export interface Spot {
  readonly rule: string;
  readonly severity: Severity;
  /** An added line. */
  readonly line: CodeLine;
  readonly message: string;
}

/** Looks at one changed file and points at added lines of it. */
export type Rule = (file: CodeFile, words: SuiteWords) => readonly Spot[];

/** A rule that a pattern tells, held against each fresh line of code. */
export interface Row {
  readonly rule: string;
  readonly severity: Severity;
  /** Languages it holds for; without it all that have code. */
  readonly languages?: readonly Language[];
  /** What the pattern is held against: code without strings, with them, or comments. */
  readonly see: 'code' | 'live' | 'comment';
  /** Repetitions in it are bounded, because patches are written by strangers. */
  readonly pattern: RegExp;
  /** Has to match as well. */
  readonly also?: RegExp;
  /** Must not match. */
  readonly unless?: RegExp;
  /** True when the pattern says nothing where the old side of the file had the same. */
  readonly onlyWhenNew?: boolean;
  readonly message: string;
}

/** True where code stands; not in data and text. */
export function hasCode(language: Language): boolean {
  return language !== 'data' && language !== 'prose';
}

/** No row matches fewer characters (`#if 0`); a fifth of all lines are closing brackets. */
const TELLING_CHARS_MIN = 5;

/** The rule that a table of rows makes. */
export function ruleOf(rows: readonly Row[]): Rule {
  return (file) => {
    if (!hasCode(file.language)) {
      return [];
    }
    const rowsHere = rows.filter((row) => holdsFor(row, file));
    const telling = file.fresh.filter(
      ({ live, comment }) =>
        live.length >= TELLING_CHARS_MIN || comment.length >= TELLING_CHARS_MIN,
    );
    return telling.flatMap((line) =>
      rowsHere
        .filter((row) => matches(row, line))
        .map(({ rule, severity, message }) => ({ rule, severity, line, message })),
    );
  };
}

function holdsFor({ languages, onlyWhenNew, pattern }: Row, file: CodeFile): boolean {
  const { language } = file;
  const isIts =
    languages === undefined ||
    languages.includes(language) ||
    (language === 'generic' && !languages.every((each) => each === 'shell' || each === 'config'));
  return isIts && !(onlyWhenNew === true && pattern.test(file.oldText));
}

function matches({ see, pattern, also, unless }: Row, line: CodeLine): boolean {
  const text = line[see];
  return (
    text !== '' &&
    pattern.test(text) &&
    (also === undefined || also.test(text)) &&
    (unless === undefined || !unless.test(text))
  );
}

const COMPARING_METHODS =
  'includes|startsWith|endsWith|startswith|endswith|match|test|indexOf|find|equals|' +
  'equalsIgnoreCase|contains|has|starts_with|ends_with|include\\?|start_with\\?|end_with\\?|eq';
const COMPARING_FUNCTIONS = 'HasPrefix|HasSuffix|Contains|EqualFold|strn?cmp|strstr|fnmatch';

/** Code that holds one thing against another. */
export const COMPARES: RegExp = new RegExp(
  String.raw`[=!]=|=~|\b(?:case|in)\b|-(?:eq|ne)\b|\.(?:${COMPARING_METHODS})(?!\w)|` +
    String.raw`\b(?:${COMPARING_FUNCTIONS})\b`,
);
