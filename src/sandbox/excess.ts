import { BYTES_PER_MIB, MS_PER_S } from '../base/index.ts';

/** Which limit a tree of processes passed, and with what. */
export type Excess =
  | { readonly kind: 'memory'; readonly bytes: number; readonly bytesMax: number }
  | { readonly kind: 'processes'; readonly count: number; readonly countMax: number }
  | { readonly kind: 'time'; readonly durationMsMax: number }
  | { readonly kind: 'written'; readonly bytes: number; readonly bytesMax: number }
  | { readonly kind: 'files'; readonly count: number; readonly countMax: number }
  /** The disk is nearly full, and was not when it began. */
  | { readonly kind: 'disk-full'; readonly freeBytes: number; readonly freeBytesMin: number };

/** The second half of a sentence: `used 612 MiB of memory, more than the 512 MiB allowed`. */
export function excessWords(excess: Excess): string {
  switch (excess.kind) {
    case 'memory':
      return `used ${mib(excess.bytes)} of memory, more than the ${mib(excess.bytesMax)} allowed`;
    case 'processes':
      return `ran ${excess.count} processes at once, more than the ${excess.countMax} allowed`;
    case 'time':
      return `did not end within ${excess.durationMsMax / MS_PER_S} s`;
    case 'written':
      return `wrote ${mib(excess.bytes)}, more than the ${mib(excess.bytesMax)} allowed`;
    case 'files':
      return `made ${excess.count} files, more than the ${excess.countMax} allowed`;
    case 'disk-full':
      return `filled the disk, on which less than ${mib(excess.freeBytesMin)} are free`;
  }
}

function mib(bytes: number): string {
  return `${Math.ceil((bytes / BYTES_PER_MIB) * 10) / 10} MiB`;
}
