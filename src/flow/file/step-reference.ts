/** What a step can be called by. */
export interface NamedStep {
  readonly id: string;
  readonly name: string;
  readonly agent: string;
}

/** The step that a text means. */
export type StepReference =
  | { readonly kind: 'one'; readonly id: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'several'; readonly ids: readonly string[] };

/**
 * Finds a step by its id, else its name, else its agent: people write `3`, `implementation` and
 * `developer`. Case and punctuation do not count in names.
 */
export function stepMeant(text: string, steps: readonly NamedStep[]): StepReference {
  const word = bare(text);
  const ways: ((step: NamedStep) => boolean)[] = [
    (step) => step.id === text,
    (step) => bare(step.name) === word,
    (step) => bare(step.agent) === word,
  ];
  for (const way of ways) {
    const ids = [...new Set(steps.filter(way).map((step) => step.id))];
    const [id] = ids;
    if (id !== undefined) {
      return ids.length === 1 ? { kind: 'one', id } : { kind: 'several', ids };
    }
  }
  return { kind: 'none' };
}

function bare(text: string): string {
  return text.toLowerCase().replaceAll(/[^\p{L}\p{N}.]+/gu, '');
}
