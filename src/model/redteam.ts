import { type Static, Type } from 'typebox';

import { Check } from './decision.ts';
import { Environment } from './environment.ts';

/** Name and version of the format that `hone redteam --json` writes. */
export const REDTEAM_SCHEMA = 'hone.redteam.v1';

const reason = Type.String({ description: 'What the trial said, with the numbers.' });
const weakness = Type.String({ description: 'What this says about the suite; how to close it.' });

/** What stands behind the static rules: how the rest of the trial ended without them. */
export const SecondLine = Type.Object({
  layer: Type.Union([Check, Type.Null()], {
    description: 'The check that would have caught it; null when nothing else does.',
  }),
  reason: Type.String(),
  weakness: Type.Union([Type.String(), Type.Null()], {
    description: 'What it says about the suite that nothing else does; else null.',
  }),
});
export type SecondLine = Static<typeof SecondLine>;

/** How one cheat fared in the real trial. */
export const RedteamOutcome = Type.Union([
  Type.Object({
    kind: Type.Literal('caught'),
    layer: Check,
    reason,
    late: Type.Boolean({ description: 'True when a later check caught it than was meant to.' }),
    behind: Type.Optional(SecondLine),
  }),
  Type.Object({
    kind: Type.Literal('waits'),
    layer: Check,
    reason,
  }),
  Type.Object({ kind: Type.Literal('won'), reason, weakness }),
  Type.Object({ kind: Type.Literal('disrupted'), reason, weakness }),
  Type.Object({
    kind: Type.Literal('undecided'),
    reason,
    advice: Type.String({ description: 'What to do so that it can be told.' }),
  }),
  Type.Object({
    kind: Type.Literal('impossible'),
    because: Type.String({ description: 'Completes "not possible here, because …".' }),
  }),
]);
export type RedteamOutcome = Static<typeof RedteamOutcome>;

/** One cheat of the library and what became of it. */
export const RedteamEntry = Type.Object({
  id: Type.String({ description: 'Stable name, the same for every subject.' }),
  title: Type.String(),
  family: Type.String({
    description:
      'memory, special-casing, less-work, moved-work, clock, disturbance, suite, dependencies, git',
  }),
  how: Type.Union([Type.String(), Type.Null()], {
    description: 'What it did in this subject; null when it was not possible.',
  }),
  expected: Type.Union([Check, Type.Null()], {
    description: 'The check that is meant to catch it at the latest; null when not possible.',
  }),
  outcome: RedteamOutcome,
});
export type RedteamEntry = Static<typeof RedteamEntry>;

/** What kept the programs of proposals from the machine. */
export const ContainmentKind = Type.Union([
  Type.Literal('bwrap'),
  Type.Literal('srt'),
  Type.Literal('none'),
]);
export type ContainmentKind = Static<typeof ContainmentKind>;

/** Everything that `hone redteam` found; what `--json` writes. */
export const RedteamResult = Type.Object({
  schema: Type.Literal(REDTEAM_SCHEMA),
  run: Type.String(),
  createdAt: Type.String(),
  seed: Type.Integer(),
  commit: Type.String({ description: 'The commit that the cheats were made for.' }),
  suiteHash: Type.String(),
  complete: Type.Boolean({
    description: 'False when --only chose some cheats; then it clears no campaign.',
  }),
  pairsMax: Type.Integer({ description: 'Most fresh pairs of a verdict on one cheat.' }),
  containment: Type.Optional(
    Type.Union([ContainmentKind], {
      description:
        'What the cheats were contained with. It clears campaigns that are contained as well or ' +
        'better; missing in results of older versions, which clear bwrap alone.',
    }),
  ),
  environment: Environment,
  cheats: Type.Array(RedteamEntry),
});
export type RedteamResult = Static<typeof RedteamResult>;

/** Cheats that stand against a campaign: they won, broke the trial, or could not be judged. */
export function openCheats(result: RedteamResult): RedteamEntry[] {
  return result.cheats.filter(
    ({ outcome: { kind } }) => kind === 'won' || kind === 'disrupted' || kind === 'undecided',
  );
}
