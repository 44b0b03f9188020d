import { mkdirSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { basename, join } from 'node:path';

import { diskErrorFrom } from '../base/index.ts';
import { sha256 } from './read-suite.ts';

/**
 * Where builds of one repository's revisions are kept between runs: below XDG_CACHE_HOME, or the
 * platform's usual place. Outside the repository, so that nothing of the subject's own tree
 * (such as a node_modules folder above) leaks into what is measured.
 *
 * @throws HoneError E_DISK when no cache folder can be made
 */
export function cacheFolderFor(repositoryRoot: string): string {
  const folder = join(
    cacheRoot(),
    'hone',
    `${basename(repositoryRoot)
      .replaceAll(/[^\w.-]/g, '_')
      .slice(0, 40)}-${sha256(repositoryRoot).slice(0, 12)}`,
  );
  try {
    mkdirSync(folder, { recursive: true });
  } catch (thrown) {
    throw diskErrorFrom(thrown, folder);
  }
  return folder;
}

function cacheRoot(): string {
  const given = process.env['XDG_CACHE_HOME'];
  if (given !== undefined && given.startsWith('/')) {
    return given;
  }
  const home = homedir();
  if (home === '' || home === '/') {
    return tmpdir();
  }
  return process.platform === 'darwin' ? join(home, 'Library', 'Caches') : join(home, '.cache');
}
