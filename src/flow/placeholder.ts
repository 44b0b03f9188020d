import { nearest } from '../document/index.ts';

/** What `{{…}}` may stand for in a flow file. */
export const PLACEHOLDERS: readonly string[] = ['run_id', 'workflow_id', 'plan_id'];

/** A text without placeholders, or the sentences that say why there is none. */
export type Substituted =
  | { readonly kind: 'ok'; readonly text: string }
  | { readonly kind: 'refused'; readonly reasons: readonly string[] };

/**
 * Where a text stands. In names and paths `<run_id>` and `{run_id}` are placeholders as well;
 * in prose, which may hold code, only `{{run_id}}` is.
 */
export type Spelling = 'name' | 'prose';

const PATTERNS: Readonly<Record<Spelling, RegExp>> = {
  name: /\{\{\s*([^{}]*?)\s*\}\}|<([A-Za-z_][\w-]*)>|\{([A-Za-z_][\w-]*)\}/g,
  prose: /\{\{\s*([^{}]*?)\s*\}\}/g,
};

/** Parts of a path: no separators, no leading dot or dash, nothing that a shell would see. */
const SAFE_IN_NAME = /^[A-Za-z0-9][\w.-]*$/;

/** Placeholders of a text by name, each once, in order; also ones that nobody knows. */
export function placeholdersIn(text: string, spelling: Spelling): string[] {
  return [...new Set([...text.matchAll(PATTERNS[spelling])].map(nameOf))];
}

/** A name with every placeholder spelled `{{name}}`, so that equal names are equal texts. */
export function withOneSpelling(text: string): string {
  return text.replaceAll(PATTERNS.name, (...match: (string | undefined)[]) => {
    return `{{${nameOf(match)}}}`;
  });
}

/**
 * True when signs are left that belong to no placeholder: in prose `{{` or `}}`, in names any
 * brace or angle bracket, as in `{{run_id}`.
 */
export function hasBrokenPlaceholder(text: string, spelling: Spelling): boolean {
  // A space stays where a placeholder was, so that what is around it does not join to one.
  const rest = text.replaceAll(PATTERNS[spelling], ' ');
  return (spelling === 'name' ? /[{}<>]/ : /\{\{|\}\}/).test(rest);
}

/**
 * Replaces every placeholder, or refuses the whole text: none is ever left standing, and no
 * value can smuggle one in. Values in names have to be letters, digits, dots, dashes and
 * underscores, so that a name never becomes another path.
 */
export function substitute(
  text: string,
  values: Readonly<Record<string, string>>,
  spelling: Spelling = 'name',
): Substituted {
  const reasons = placeholdersIn(text, spelling).flatMap((name) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) {
      const near = nearest(name, Object.keys(values));
      const hint = near === null ? '' : ` Is "${near}" meant?`;
      return [`There is no value for the placeholder "${name}".${hint}`];
    }
    const isSafe = spelling === 'name' ? SAFE_IN_NAME.test(value) : !/\{\{|\}\}/.test(value);
    return isSafe ? [] : [`The value ${JSON.stringify(value)} of "${name}" can't be put in here.`];
  });
  if (hasBrokenPlaceholder(text, spelling)) {
    reasons.push(
      `A bracket of a placeholder stands alone in ${JSON.stringify(text.slice(0, 100))}.`,
    );
  }
  if (reasons.length > 0) {
    return { kind: 'refused', reasons };
  }
  const filled = text.replaceAll(PATTERNS[spelling], (...match: (string | undefined)[]) => {
    return values[nameOf(match)] ?? '';
  });
  // A value of `{x}` between braces of the text makes a placeholder that neither of them is.
  if (placeholdersIn(filled, spelling).length > 0 || hasBrokenPlaceholder(filled, spelling)) {
    const shown = JSON.stringify(text.slice(0, 100));
    return { kind: 'refused', reasons: [`A value and the braces around it join in ${shown}.`] };
  }
  return { kind: 'ok', text: filled };
}

function nameOf(match: readonly (string | undefined)[]): string {
  return match.slice(1, 4).find((part) => typeof part === 'string') ?? '';
}
