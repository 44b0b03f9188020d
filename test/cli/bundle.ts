import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { buildSync } from 'esbuild';

const SOURCES = join(import.meta.dirname, '..', '..');

/** What the program reads of the package beside its code. */
const SHIPPED = ['examples', 'flows', 'roles', 'schemas'];

let folder: string | null = null;

/** Names the folder of a bundle that was made once for many test files. */
const SHARED = 'HONE_TEST_BUNDLE';

/**
 * The program in few files, as it is published. From source it needs most of a second to start,
 * and the tests start it some hundred times. It goes away with the process that made it.
 *
 * @returns the path of the file to run
 */
export function bundledHone(): string {
  folder ??= process.env[SHARED] ?? build();
  return join(folder, 'dist', 'cli.js');
}

/**
 * Where the program may keep its compiled code: beside a bundle that many test files share. A
 * bundle for one of them is gone before that pays. hone keeps it from whatever it measures.
 */
export function compileCache(): string | undefined {
  const shared = process.env[SHARED];
  return shared === undefined ? undefined : join(shared, 'compiled');
}

/** Makes the bundle for all processes that this one starts; their environment names it. */
export function shareBundle(): Record<typeof SHARED, string> {
  return { [SHARED]: build() };
}

function build(): string {
  const made = mkdtempSync(join(tmpdir(), 'hone-bundle-'));
  process.on('exit', () => rmSync(made, { recursive: true, force: true }));
  mkdirSync(join(made, 'dist'));
  for (const name of ['package.json', 'node_modules', ...SHIPPED]) {
    symlinkSync(join(SOURCES, name), join(made, name));
  }
  for (const [name, source] of [
    ['cli', 'src/cli/main.ts'],
    ['runner', 'src/bench/runner/main.ts'],
  ] as const) {
    buildSync({
      absWorkingDir: SOURCES,
      entryPoints: { [name]: source },
      outdir: join(made, 'dist'),
      bundle: true,
      splitting: true,
      platform: 'node',
      format: 'esm',
      target: 'node22.19',
      external: ['koffi'],
      logLevel: 'warning',
      banner: {
        js: "import{createRequire as honeRequire}from'node:module';const require=honeRequire(import.meta.url);",
      },
    });
  }
  buildSync({
    absWorkingDir: SOURCES,
    entryPoints: ['src/collect/preload/hook.cjs'],
    outfile: join(made, 'dist', 'profile-hook.cjs'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node16',
    logLevel: 'warning',
  });
  return made;
}
