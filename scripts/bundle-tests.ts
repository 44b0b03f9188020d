/** Test files as few programs, so that a process loads few files and not some hundred modules. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { build, type Plugin, transform } from 'esbuild';

/** Test files that one process runs, one after the other. */
export interface TestProcess {
  /** Names the program. */
  readonly name: string;
  /** Paths from the root of the repository. */
  readonly files: readonly string[];
}

/** What can't be in a bundle: a native library, and programs that look for files beside them. */
const EXTERNAL = ['koffi', 'esbuild', 'playwright-core', 'typescript'];

/**
 * Bundles test files with everything that they import. A test is told the place of its source as
 * its own; the program that is tested finds what it ships with beside the bundle, as when published.
 *
 * @param root - of the repository
 * @param folder - for the programs; beside a built runner
 * @returns their paths, in the order of `processes`
 */
export async function bundleTests(
  root: string,
  folder: string,
  processes: readonly TestProcess[],
): Promise<string[]> {
  await build({
    absWorkingDir: root,
    entryPoints: processes.map(({ name }) => ({ in: `tests:${name}`, out: `${name}.test` })),
    outdir: folder,
    bundle: true,
    splitting: true, // most import the same modules
    platform: 'node',
    format: 'esm',
    target: 'node24',
    external: EXTERNAL,
    sourcemap: 'linked',
    sourcesContent: false,
    logLevel: 'warning',
    banner: {
      js: "import{createRequire as honeRequire}from'node:module';const require=honeRequire(import.meta.url);",
    },
    plugins: [entries(root, processes), ownPlaces(root)],
  });
  return processes.map(({ name }) => join(folder, `${name}.test.js`));
}

/** A program that imports the files of a process. */
function entries(root: string, processes: readonly TestProcess[]): Plugin {
  const texts = new Map(
    processes.map(({ name, files }) => [
      name,
      files.map((file) => `import ${JSON.stringify(join(root, file))};\n`).join(''),
    ]),
  );
  return {
    name: 'entries',
    setup(builder) {
      builder.onResolve({ filter: /^tests:/ }, ({ path }) => ({
        path: path.slice('tests:'.length),
        namespace: 'tests',
      }));
      builder.onLoad({ filter: /./, namespace: 'tests' }, ({ path }) => ({
        contents: texts.get(path) ?? '',
        resolveDir: root,
      }));
    },
  };
}

/** Tests find fixtures and programs beside their source, wherever the bundle lies. */
function ownPlaces(root: string): Plugin {
  return {
    name: 'own-places',
    setup(builder) {
      builder.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        const text = path.startsWith(join(root, 'test')) ? readFileSync(path, 'utf8') : '';
        if (!text.includes('import.meta')) {
          return null;
        }
        const { code } = await transform(text, {
          loader: 'ts',
          sourcefile: path,
          sourcemap: 'inline',
          define: {
            'import.meta.dirname': JSON.stringify(dirname(path)),
            'import.meta.filename': JSON.stringify(path),
            'import.meta.url': JSON.stringify(pathToFileURL(path).href),
          },
        });
        return { contents: code, loader: 'js' };
      });
    },
  };
}
