/**
 * Builds what is published: the library with its types (tsc), the CLI in a few chunks and
 * the one-file runner (esbuild), and the JSON Schemas. Runs on the Node that the project pins.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, lstatSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

import { build, type BuildOptions } from 'esbuild';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');

const shared: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node22.19',
  external: ['koffi'],
  legalComments: 'none',
  minifySyntax: true,
  minifyWhitespace: true,
  logLevel: 'warning',
  // Some bundled CommonJS packages call require for Node's own modules.
  banner: {
    js: "import{createRequire as honeRequire}from'node:module';const require=honeRequire(import.meta.url);",
  },
};

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });

// In chunks: --help must not compile what only a measurement needs (1 MB takes 50 ms).
await build({
  ...shared,
  splitting: true,
  entryPoints: { cli: 'src/cli/main.ts' },
  outdir: 'dist',
  chunkNames: 'chunk-[hash]',
});
await build({ ...shared, entryPoints: ['src/bench/runner/main.ts'], outfile: 'dist/runner.js' });
// Loaded by the subject's own Node, which may be old.
await build({
  ...shared,
  banner: {},
  format: 'cjs',
  target: 'node16',
  entryPoints: ['src/collect/preload/hook.cjs'],
  outfile: 'dist/profile-hook.cjs',
});
await build({
  ...shared,
  banner: {},
  target: 'es2020',
  entryPoints: ['src/cli/hone.ts'],
  outfile: 'dist/hone.js',
  external: ['./cli.js'],
});
chmodSync(join(dist, 'hone.js'), 0o755);

execFileSync(
  process.execPath,
  [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'],
  {
    cwd: root,
    stdio: 'inherit',
  },
);
execFileSync(process.execPath, [join(root, 'scripts/write-schemas.ts')], {
  cwd: root,
  stdio: 'inherit',
});
linkCommand();

/** Lets `npx hone` find the checkout's own command without asking npm to install it first. */
function linkCommand(): void {
  const bin = join(root, 'node_modules', '.bin');
  const link = join(bin, 'hone');
  if (!existsSync(bin)) {
    return;
  }
  if (lstatSync(link, { throwIfNoEntry: false }) !== undefined) {
    rmSync(link);
  }
  symlinkSync('../../dist/hone.js', link);
}
