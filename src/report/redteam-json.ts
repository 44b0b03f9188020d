import { Check } from 'typebox/value';

import { assert } from '../base/index.ts';
import { RedteamResult } from '../model/index.ts';

/**
 * What `--json` of `hone redteam` writes: keys in the schema's order and two spaces of indent.
 *
 * @throws AssertionError when the result does not fit its published schema
 */
export function redteamJson(result: RedteamResult): string {
  assert(Check(RedteamResult, result), 'a result of hone redteam fits its schema');
  const ordered = {
    schema: result.schema,
    run: result.run,
    createdAt: result.createdAt,
    seed: result.seed,
    commit: result.commit,
    suiteHash: result.suiteHash,
    complete: result.complete,
    pairsMax: result.pairsMax,
    ...(result.containment === undefined ? {} : { containment: result.containment }),
    environment: result.environment,
    cheats: result.cheats.map(({ id, title, family, how, expected, outcome }) => {
      const { kind, ...rest } = outcome;
      return { id, title, family, how, expected, outcome: { kind, ...rest } };
    }),
  };
  return `${JSON.stringify(ordered, null, 2)}\n`;
}
