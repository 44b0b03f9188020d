/** Stands for the run's fresh number in a holdout. */
export const SEED_NAME = 'seed';

/** `{name}`, its escaped form `{{name}}`, and `${name}`, which belongs to the shell. */
const PLACEHOLDER = /\$\{[A-Za-z_][\w-]*\}|\{\{([A-Za-z_][\w-]*)\}\}|\{([A-Za-z_][\w-]*)\}/g;

/** Names in `{name}` of a text, each once, in order. */
export function placeholdersIn(text: string): string[] {
  const names = [...text.matchAll(PLACEHOLDER)].map((match) => match[2]);
  return [...new Set(names.filter((name) => name !== undefined))];
}

/** True when the text has `{{name}}` for a name, which stands for `{name}` itself. */
export function hasEscaped(text: string, name: string): boolean {
  return [...text.matchAll(PLACEHOLDER)].some((match) => match[1] === name);
}

/** A text with its `{name}` replaced where a value is known, and `{{name}}` as `{name}`. */
export function filledIn(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(PLACEHOLDER, (whole: string, escaped?: string, name?: string) => {
    if (escaped !== undefined) {
      return `{${escaped}}`;
    }
    return name !== undefined && Object.hasOwn(values, name) ? (values[name] ?? whole) : whole;
  });
}
