/** The flags of `hone profile` as commander hands them over. */
export interface ProfileFlags {
  readonly alloc?: boolean;
  readonly gc?: boolean;
  readonly io?: boolean;
  readonly perf?: boolean;
  readonly calls?: boolean;
  readonly input?: string[];
  readonly interval: number;
  readonly runs?: number;
  readonly revision: string;
  readonly metric?: 'wall' | 'cpu';
  readonly timeout?: number;
  readonly cwd: string;
  readonly from?: string[];
  readonly agent?: boolean;
  readonly json?: string | true;
  readonly quiet?: boolean;
}
