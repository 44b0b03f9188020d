import { linuxStripping, NO_STRIPPING, type StripAttributes } from './attributes.ts';
import type { NativeFunction } from '../runner/libc.ts';

/** What takes attributes off on this machine; nothing where system calls are out of reach. */
export async function openStripping(): Promise<StripAttributes> {
  if (process.platform !== 'linux') {
    return NO_STRIPPING;
  }
  try {
    const { default: koffi } = await import('koffi');
    const library = koffi.load(null);
    return linuxStripping((declaration): NativeFunction => library.func(declaration));
  } catch {
    return NO_STRIPPING; // the runner says that koffi can't be loaded
  }
}
