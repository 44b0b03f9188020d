import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { ContainmentKind } from '../model/index.ts';
import { type ContainmentOptions, openContainment } from '../sandbox/index.ts';

/**
 * Which containment a wish comes to on this machine, after its self-test.
 *
 * @throws HoneError E_MISSING_TOOL when one is wanted by name that does not hold here
 */
export async function containmentHere(
  wanted: ContainmentOptions['wanted'],
  signal: AbortSignal,
): Promise<ContainmentKind> {
  const scratch = mkdtempSync(join(tmpdir(), 'hone-sandbox-'));
  try {
    const { kind } = await openContainment({ wanted, scratch, signal });
    return kind;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
