import { diskErrorFrom } from '../base/index.ts';
import { type GitOptions, type GitPlace, gitText, runGit } from './git-command.ts';
import { HONE_IDENTITY_ENV } from './identity.ts';

/**
 * Makes a folder a repository on the branch `main` with one commit of everything in it. No
 * template, hook or setting of the user's takes part; hone is the author.
 *
 * @param folder - absolute, in no need of a repository yet
 * @returns id of the commit
 * @throws HoneError E_NO_GIT, E_DISK, E_REPOSITORY
 */
export async function initRepository(
  folder: string,
  message: string,
  options: GitOptions = {},
): Promise<string> {
  const place: GitPlace = { cwd: folder, env: HONE_IDENTITY_ENV, config: [], trust: 'none' };
  try {
    await runGit(place, ['init', '-q', '--template=', '--initial-branch=main'], options);
    await runGit(place, ['add', '--all'], options);
    const commit = ['commit', '-q', '--allow-empty', '--no-verify', '-F', '-'];
    await runGit(place, commit, { ...options, input: message });
    return await gitText(place, ['rev-parse', 'HEAD'], options);
  } catch (thrown) {
    throw diskErrorFrom(thrown, folder);
  }
}
