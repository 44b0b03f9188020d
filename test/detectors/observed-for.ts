import {
  type HotFunction,
  type Nomination,
  nominate,
  type NominationReport,
  NOTHING_OBSERVED,
  type RuntimeFacts,
} from '../../src/detectors/index.ts';

/** A hot function with the whole of its share on the lines given. */
export function hot(file: string, line: number, hotLines: readonly number[]): HotFunction {
  return {
    name: `at${line}`,
    file,
    line,
    share: { estimate: 0.4, lo: 0.3, hi: 0.5 },
    hotLines: hotLines.map((each) => ({ line: each, share: 0.4 / hotLines.length })),
  };
}

/** What the rules say of one file in which one function is hot. */
export function nominateIn(
  file: string,
  text: string,
  hotLines: readonly number[],
  runtime: Partial<RuntimeFacts> = {},
): NominationReport {
  return nominate({
    hotFunctions: [hot(file, 1, hotLines)],
    files: [],
    sourceOf: (wanted) => (wanted === file ? text : null),
    runtime: { ...NOTHING_OBSERVED, ...runtime },
  });
}

/** What the rules say of run-time facts alone. */
export function nominateFacts(runtime: Partial<RuntimeFacts>): readonly Nomination[] {
  return nominate({
    hotFunctions: [],
    files: [],
    sourceOf: () => null,
    runtime: { ...NOTHING_OBSERVED, ...runtime },
  }).nominations;
}
