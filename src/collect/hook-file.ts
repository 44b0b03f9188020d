import { existsSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

import { assert } from '../base/index.ts';

const FROM_SOURCE = import.meta.url.endsWith('.ts');

/**
 * The preload: source in development, one file in what is published, beside the bundle or two
 * folders above the compiled library.
 */
export function hookFile(): string {
  const places = FROM_SOURCE
    ? ['./preload/hook.cjs']
    : ['./profile-hook.cjs', '../../profile-hook.cjs'];
  const found = places
    .map((place) => fileURLToPath(new URL(place, import.meta.url)))
    .find((path) => existsSync(path));
  assert(found !== undefined, 'the preload lies where the build puts it');
  return realpathSync(found);
}

/** What paths of the preload begin with: its folder in development, the one file otherwise. */
export function hookPath(): string {
  return FROM_SOURCE ? dirname(hookFile()) : hookFile();
}
