/** Characters of its own patch that a proposer is shown again: its clone is without it. */
const PATCH_CHARACTERS_MAX = 16_000;

/**
 * What somebody reads whose proposal is faster but conflicts with what was kept before it, and who
 * is asked once more in a clone that holds what was kept.
 *
 * @param conflict.reason - why it does not fit
 */
export function conflictText({
  reason,
  patch,
}: {
  readonly reason: string;
  readonly patch: string;
}): string {
  const isCut = patch.length > PATCH_CHARACTERS_MAX;
  return [
    `Your proposal was measured and is faster, but it does not fit: ${reason}`,
    'This clone holds what was kept, and not your proposal. Bring what is still worth having of ' +
      'it into the clone as it is now; change nothing when nothing is.',
    `Your proposal was${isCut ? ' (its beginning)' : ''}:`,
    '```diff',
    patch.slice(0, PATCH_CHARACTERS_MAX),
    '```',
    '',
  ].join('\n');
}
