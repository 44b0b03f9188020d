/**
 * A regular expression written over several lines: each line break goes away with the indentation
 * after it, and nothing else does.
 */
export function pattern(parts: TemplateStringsArray): RegExp {
  return new RegExp(joined(parts));
}

/** The same without regard to upper and lower case. */
export function patternAnyCase(parts: TemplateStringsArray): RegExp {
  return new RegExp(joined(parts), 'i');
}

/** The same for finding every place. */
export function patternOfAll(parts: TemplateStringsArray): RegExp {
  return new RegExp(joined(parts), 'g');
}

function joined(parts: TemplateStringsArray): string {
  return parts.raw.join('').replaceAll(/\n\s*/g, '');
}
