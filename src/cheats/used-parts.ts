/** Lines that define one name. */
export interface Part {
  readonly name: string;
  readonly lines: readonly string[];
}

/** A definition, for lists of them. */
export function part(name: string, ...lines: readonly string[]): Part {
  return { name, lines };
}

/**
 * Those of some definitions that code needs, in their order: what is written around a cheat must
 * not give away more than the cheat does.
 *
 * @param parts - each may use those before it
 * @param body - the code that uses them
 */
export function usedParts(parts: readonly Part[], body: readonly string[]): string[] {
  const needed: Part[] = [];
  for (const next of parts.toReversed()) {
    const users = [...body, ...needed.flatMap(({ lines }) => lines)];
    const name = new RegExp(String.raw`(?<![\w.'"])${next.name}\b`);
    if (users.some((line) => name.test(line))) {
      needed.unshift(next);
    }
  }
  return needed.flatMap(({ lines }) => lines);
}
