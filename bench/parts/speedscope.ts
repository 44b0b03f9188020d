import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { chromium } from 'playwright-core';

import { HoneError } from '../../src/base/index.ts';
import { installPackages } from './install-packages.ts';

const VERSION = '1.25.0';
const IMPORT_MS_MAX = 60_000;

/** Where Debian and others put Chromium; any that exists is taken. */
const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/**
 * Installs speedscope into a folder; nothing of it is run by npm.
 *
 * @returns the path of its page
 * @throws HoneError E_COMMAND when npm can't get it
 */
export async function installSpeedscope(folder: string, signal: AbortSignal): Promise<string> {
  await installPackages(folder, [`speedscope@${VERSION}`], signal);
  return join(folder, 'node_modules/speedscope/dist/release/index.html');
}

/**
 * How long speedscope takes to import a file, by its own timer, in a browser of its own.
 *
 * @throws HoneError E_MISSING_TOOL when there is no Chromium
 * @throws HoneError E_COMMAND when it does not finish within a minute
 */
export async function speedscopeImportMs(url: string, path: string): Promise<number> {
  const executablePath = BROWSERS.find((each) => existsSync(each));
  if (executablePath === undefined) {
    throw new HoneError('E_MISSING_TOOL', `There is none of ${BROWSERS.join(', ')}.`);
  }
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage();
    const told = page.waitForEvent('console', {
      predicate: (message) => message.text().startsWith('import:'),
      timeout: IMPORT_MS_MAX,
    });
    await page.goto(url);
    await page.setInputFiles('input[type=file]', path);
    const text = (await told.catch(notFinished)).text();
    const [, amount, unit] = /([\d.]+)\s*(ms|s)?/.exec(text) ?? [];
    return Number(amount) * (unit === 's' ? 1_000 : 1);
  } finally {
    await browser.close();
  }
}

function notFinished(thrown: unknown): never {
  throw new HoneError(
    'E_COMMAND',
    `speedscope did not finish the import within ${IMPORT_MS_MAX / 1_000} s`,
    { cause: thrown },
  );
}
