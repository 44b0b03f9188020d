import type { ExportFlags } from './export-flags.ts';

/** The flags of `hone compare` as commander hands them over. */
export interface CompareFlags extends ExportFlags {
  readonly base?: string;
  readonly head?: string[];
  readonly run?: string;
  readonly cwd: string;
  readonly shell?: boolean;
  readonly name?: string[];
  readonly prepare?: string;
  readonly cleanup?: string;
  readonly warmup: number;
  readonly maxPairs: number;
  readonly timeLimit: number;
  readonly timeout?: number;
  readonly minEffect?: number;
  readonly metric?: string;
  readonly unit?: string;
  readonly higherIsBetter?: boolean;
  readonly lowerIsBetter?: boolean;
  readonly seed?: number;
  readonly expectSameOutput?: boolean;
  readonly input?: string[];
  readonly stdin?: string;
  readonly ignoreFailure?: boolean;
  readonly witness?: 'perf' | 'cachegrind';
  readonly witnessTime?: number;
  readonly quiet?: boolean;
}

/** Examples for the help and for the error when nothing was named. */
export const COMPARE_EXAMPLES = `
Examples:
  hone compare 'node old.js' 'node new.js'
  hone compare 'gzip -k -f -c big.txt' 'zstd -c big.txt' --metric cpu
  hone compare './a' './b' --metric score --unit ops/s --higher-is-better
                                                    both print a line like "score: 1234"
  hone compare -P size 10,1000 'node sort.js quick {size}' 'node sort.js merge {size}'
  hone compare --base main --head HEAD              all benchmarks of hone.yaml
  hone compare --base v1.2 --head v1.3 parse-large --json result.json

Exit codes: 0 improved or unchanged, 1 regressed, 2 could not be measured, 3 inconclusive.`;
