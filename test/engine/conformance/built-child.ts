import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { build } from 'esbuild';

import type { DriverFamily } from './driver.ts';

/** `child.ts` and the module of a family as plain JavaScript, which starts several times faster. */
export interface BuiltChild {
  readonly program: string;
  readonly module: string;
}

const built = new Map<string, Promise<BuiltChild>>();

/** Built once for each family and process; removed when the process ends. */
export function builtChild(family: DriverFamily): Promise<BuiltChild> {
  const known = built.get(family.module) ?? buildChild(family.module);
  built.set(family.module, known);
  return known;
}

async function buildChild(module: string): Promise<BuiltChild> {
  const folder = mkdtempSync(join(tmpdir(), 'hone-engine-child-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  await build({
    entryPoints: { child: join(import.meta.dirname, 'child.ts'), family: module },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true, // both must have the same classes of errors
    format: 'esm',
    platform: 'node',
    target: 'node22',
    logLevel: 'error',
    // CommonJS packages inside of modules ask for `require`, which modules do not have.
    banner: {
      js:
        "import { createRequire as requireOf } from 'node:module';" +
        'const require = requireOf(import.meta.url);',
    },
  });
  return { program: join(folder, 'child.mjs'), module: join(folder, 'family.mjs') };
}
