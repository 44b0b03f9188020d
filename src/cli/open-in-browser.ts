import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

import { HoneError } from '../base/index.ts';

/**
 * Opens a file with what the system uses for it, and does not wait for that to end.
 *
 * @throws HoneError E_MISSING_TOOL when there is nothing to open it with
 */
export async function openInBrowser(path: string): Promise<void> {
  const program = process.platform === 'darwin' ? 'open' : 'xdg-open';
  await new Promise<void>((done, failed) => {
    const child = spawn(program, [resolve(path)], { detached: true, stdio: 'ignore' });
    child.once('spawn', () => {
      child.unref();
      done();
    });
    child.once('error', () =>
      failed(
        new HoneError(
          'E_MISSING_TOOL',
          `${program} is not there, so ${path} was written and not opened.`,
        ),
      ),
    );
  });
}
