import { STATISTICS_VERSION } from '../../gates/index.ts';
import type { NoiseFloor, ProposerRecord } from '../../model/index.ts';
import type { Store } from '../../store/index.ts';
import { randomSeed } from '../command-rows.ts';
import type { CurrentSuite } from './frozen-suite.ts';
import type { PersonalClearance, ProposalSource } from './options.ts';

/** The first event of a run: everything that determines it, apart from the machine. */
export interface Started {
  readonly base: { readonly commit: string; readonly tree: string; readonly branch: string | null };
  readonly seed: number;
  /** Fills `{seed}` in holdouts: drawn for this run, so that no proposal can know it. */
  readonly holdoutSeed: number;
  readonly keep: boolean;
  readonly configBlob: string;
  readonly suiteHash: string;
  /** Paths that no proposal may touch and that are restored for every build. */
  readonly frozen: readonly string[];
  /** Where new files are refused too. */
  readonly frozenGlobs: readonly string[];
  readonly proposals: readonly NamedSource[];
  readonly pairsMax: number;
  readonly timeLimitMs: number;
  readonly judges?: readonly string[];
  readonly clearances?: readonly PersonalClearance[];
  /** What to do when noise hides what is to be reached; left out: nobody looks. */
  readonly noise?: NoiseFloor['choice'];
  /** Measures what a profile calls hopeless too. */
  readonly measureAll?: boolean;
  /** Branch on which whoever started the run will have what it keeps; left out: as `keep` says. */
  readonly keptOn?: string;
  /** Of the formulas and rules that decide; see `STATISTICS_VERSION`. */
  readonly statistics?: number;
}

/** A proposal's source under its short name. */
export interface NamedSource {
  readonly name: string;
  readonly source: ProposalSource;
  /** Who made it, where that was seen before the run. */
  readonly proposer?: ProposerRecord;
}

/** What is chosen for a run; everything else comes from its suite. */
export interface RunChoice {
  readonly base: Started['base'];
  readonly seed: number;
  readonly keep: boolean;
  readonly proposals: readonly NamedSource[];
  /** Null for what the suite's budgets say. */
  readonly pairsMax: number | null;
  /** Null for what the suite's budgets say. */
  readonly timeLimitMs: number | null;
  readonly judges?: readonly string[];
  readonly clearances?: readonly PersonalClearance[];
  readonly noise?: NoiseFloor['choice'];
  readonly measureAll?: boolean;
  readonly keptOn?: string;
}

/** The beginning of a run on the suite as it is now, with a seed for its holdouts. */
export function startedOn(current: CurrentSuite, store: Store, choice: RunChoice): Started {
  const { budgets } = current.read.suite;
  return {
    base: choice.base,
    seed: choice.seed,
    holdoutSeed: randomSeed(),
    keep: choice.keep,
    configBlob: store.putBlob(current.read.text),
    suiteHash: current.manifest.hash,
    frozen: current.manifest.files.map((file) => file.path),
    frozenGlobs: current.manifest.frozenGlobs,
    proposals: choice.proposals,
    pairsMax: choice.pairsMax ?? budgets.pairsMax,
    timeLimitMs: choice.timeLimitMs ?? budgets.measureMsMax,
    statistics: STATISTICS_VERSION,
    judges: choice.judges ?? [],
    clearances: choice.clearances ?? [],
    ...(choice.noise === undefined ? {} : { noise: choice.noise }),
    ...(choice.measureAll === true ? { measureAll: true } : {}),
    ...(choice.keptOn === undefined ? {} : { keptOn: choice.keptOn }),
  };
}
