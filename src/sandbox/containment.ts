import type { CommandLine } from '../model/index.ts';

/** What a contained command may touch. All paths are absolute and exist. */
export interface Policy {
  /** Folders that it may write to; everything else can only be read. */
  readonly writable: readonly string[];
  /** Files and folders below those that it can't write to after all. */
  readonly readOnly: readonly string[];
  /** Folders that look empty to it: what it must not know. */
  readonly hidden: readonly string[];
  /** `none` has not even the loopback of the machine. */
  readonly network: 'none' | 'host';
}

/** A way of keeping a command line from what it must not touch. */
export interface Containment {
  readonly kind: 'bwrap' | 'srt' | 'none';
  /** For every report: what holds a command here, or why nothing does. */
  readonly description: string;
  /** The command line that runs another one inside. With `none` it is the same one. */
  contain(command: CommandLine, policy: Policy): Promise<CommandLine>;
}
