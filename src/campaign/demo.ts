import { cpSync, existsSync, globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { assert } from '../base/index.ts';
import { initRepository } from '../git/index.ts';
import type { TryResult } from '../model/index.ts';
import { randomSeed } from './command-rows.ts';
import { type TryContext, tryProposals } from './try/run-try.ts';

/** What the demo left behind for a person to look at. */
export interface DemoResult {
  readonly result: TryResult;
  /** The temporary copy of the program, with its `.hone` folder. */
  readonly folder: string;
  readonly reportPath: string;
}

/**
 * Copies the example program into a temporary folder, makes it a repository and judges its nine
 * proposals. Everything is measured then and there.
 *
 * @throws HoneError as `tryProposals`
 */
export async function demo(context: TryContext): Promise<DemoResult> {
  const example = exampleFolder();
  const root = mkdtempSync(join(tmpdir(), 'hone-demo-'));
  const folder = join(root, 'access-log');
  try {
    cpSync(join(example, 'subject'), folder, { recursive: true });
    await initRepository(folder, 'An access-log analyser that is slower than it has to be', {
      signal: context.signal,
    });
    const patches = globSync('*.patch', { cwd: join(example, 'proposals') }).sort();
    assert(patches.length > 0, 'the example ships with proposals');
    const result = await tryProposals(
      {
        folder,
        base: null,
        proposals: patches.map((name) => ({
          kind: 'patch',
          path: join(example, 'proposals', basename(name)),
        })),
        keep: true,
        noise: 'accept',
        seed: randomSeed(),
        pairsMax: null,
        timeLimitMs: null,
        run: null,
      },
      context,
    );
    return { result, folder, reportPath: join(folder, '.hone', 'runs', result.run, 'report.html') };
  } catch (thrown) {
    rmSync(root, { recursive: true, force: true });
    throw thrown;
  }
}

/** The examples lie beside `dist/` in the package and beside `src/` in the repository. */
function exampleFolder(): string {
  const found = ['..', '../..', '../../..']
    .map((above) => fileURLToPath(new URL(`${above}/examples/access-log`, import.meta.url)))
    .find((path) => existsSync(path));
  assert(found !== undefined, 'the package contains examples/access-log');
  return found;
}
