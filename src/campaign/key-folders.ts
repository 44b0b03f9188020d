import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Below HOME: what opens other machines. */
const OF_MACHINES = ['.ssh', '.gnupg', '.kube', '.docker'];

/** Below HOME: what opens accounts of clouds. */
const OF_CLOUDS = ['.aws', '.azure', '.config/gcloud'];

/**
 * The user's folders of keys that are there, absolute: nothing that is not the user's own reads
 * them.
 *
 * @param who - `agent` for one whose model may be in a cloud, so that it signs in with these keys
 * @param home - absolute
 */
export function keyFolders(who: 'program' | 'agent', home: string = homedir()): string[] {
  const names = who === 'agent' ? OF_MACHINES : [...OF_MACHINES, ...OF_CLOUDS];
  return names.map((name) => join(home, name)).filter((path) => existsSync(path));
}
