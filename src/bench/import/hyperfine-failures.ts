import type { JsonNode } from './json-node.ts';
import { quoted } from './quote.ts';

/** A sentence for each command that did not always exit with 0: `--ignore-failure` was on. */
export function failureNotes(
  commands: readonly { readonly id: string; readonly exitCodes: readonly JsonNode[] }[],
): string[] {
  return commands.flatMap(({ id, exitCodes }) => {
    const failed = exitCodes.filter(({ value }) => value !== 0).length;
    return failed === 0
      ? []
      : [
          `${quoted(id)} failed in ${failed} of ${exitCodes.length} runs (an exit code other ` +
            `than 0, or a signal); the time of a run that fails says little.`,
        ];
  });
}
