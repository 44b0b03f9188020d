import { assert, type Json } from '../../base/index.ts';

/** A file that a step made. Its content is stored under its hash. */
export interface ArtifactRecord {
  /** Path below the run's folder, placeholders filled in. */
  readonly name: string;
  readonly step: string;
  /** Role that handed it in, or `hone` for what the engine computed. */
  readonly agent: string;
  /** SHA-256 in hex of the file, also the name of its content in the store. */
  readonly sha256: string;
  readonly bytes: number;
  /** Name and version of its shape; null for text and for files of shapes that hone has not. */
  readonly schema: string | null;
}

/** What may stand in a condition. */
export type Variable = string | number | boolean;

/** One check of a gate. */
export interface GateFinding {
  readonly name: string;
  readonly passed: boolean;
  readonly message: string;
}

/** What a step brought. */
export interface Produced {
  readonly artifacts: readonly ArtifactRecord[];
  /** State of the code after the step; null when it did not change it. */
  readonly commit: string | null;
  /** What conditions of later steps may ask for. */
  readonly variables: Readonly<Record<string, Variable>>;
  /** What the engine computed about it, for its gate. */
  readonly findings: readonly GateFinding[];
}

/** How a step ended. */
export type StepState =
  | { readonly kind: 'passed'; readonly gate: string }
  /** A person let it pass although it failed. */
  | { readonly kind: 'overridden'; readonly gate: string; readonly risk: Risk }
  | { readonly kind: 'skipped'; readonly reason: string }
  /** The flow went on without it. */
  | { readonly kind: 'failed'; readonly reasons: readonly string[] };

/** A risk that a person took on. */
export interface Risk {
  readonly step: string;
  readonly failure: readonly string[];
  readonly risk: string;
  readonly by: string;
  readonly at: string;
}

/** A place within a step to come back to, so that what was decided before it is not asked again. */
export interface MarkedPlace {
  /** Its full id; it has passed. */
  readonly gate: string;
  /** What was decided up to there. */
  readonly decided: Json;
}

/**
 * What the steps so far brought; filled again from recorded results whenever the flow goes on, so
 * nothing in it is kept anywhere else.
 */
export class Board {
  readonly #states = new Map<string, StepState>();
  readonly #artifacts = new Map<string, ArtifactRecord>();
  /** By step, then by name: several steps may write the same file. */
  readonly #broughtBy = new Map<string, Map<string, ArtifactRecord>>();
  readonly #variables: Map<string, Variable>;
  readonly #marked = new Map<string, MarkedPlace>();
  #commit: string;

  /**
   * @param commit - of the base
   * @param variables - what conditions may ask for from the start
   */
  constructor(commit: string, variables: Readonly<Record<string, Variable>>) {
    this.#commit = commit;
    this.#variables = new Map(Object.entries(variables));
  }

  /** State of the code that passed so far. */
  get commit(): string {
    return this.#commit;
  }

  /** In the order in which the steps ended. */
  get states(): ReadonlyMap<string, StepState> {
    return this.#states;
  }

  /** The newest file of each name. */
  get artifacts(): readonly ArtifactRecord[] {
    return [...this.#artifacts.values()];
  }

  get variables(): ReadonlyMap<string, Variable> {
    return this.#variables;
  }

  get risks(): readonly Risk[] {
    return [...this.#states.values()].flatMap((state) =>
      state.kind === 'overridden' ? [state.risk] : [],
    );
  }

  /**
   * A file that a step brought.
   *
   * @param from - the step that has to have brought it; null for the newest of the name
   */
  artifact(name: string, from: string | null = null): ArtifactRecord | null {
    const files = from === null ? this.#artifacts : this.#broughtBy.get(from);
    return files?.get(name) ?? null;
  }

  /** The last gate before a step in the order of the flow; null for the start. */
  gateBefore(step: string, order: readonly string[]): string | null {
    const earlier = order.slice(0, order.indexOf(step));
    for (const id of earlier.toReversed()) {
      const state = this.#states.get(id);
      if (state?.kind === 'passed' || state?.kind === 'overridden') {
        return state.gate;
      }
    }
    return null;
  }

  /** Names the place within a step that it is repeated from. */
  mark(step: string, place: MarkedPlace): void {
    this.#marked.set(step, place);
  }

  /** The place within a step that it is repeated from; null for its beginning. */
  marked(step: string): MarkedPlace | null {
    return this.#marked.get(step) ?? null;
  }

  end(step: string, state: StepState, produced: Produced | null): void {
    assert(!this.#states.has(step), `step ${step} ends once`);
    this.#take(step, state, produced);
  }

  /** A step that had failed, and that was done after all. */
  endAfterAll(step: string, state: StepState, produced: Produced): void {
    assert(this.#states.get(step)?.kind === 'failed', `step ${step} had failed`);
    this.#take(step, state, produced);
  }

  #take(step: string, state: StepState, produced: Produced | null): void {
    this.#states.set(step, state);
    if (produced === null) {
      return;
    }
    const brought = new Map(produced.artifacts.map((record) => [record.name, record]));
    this.#broughtBy.set(step, brought);
    for (const [name, record] of brought) {
      this.#artifacts.set(name, record);
    }
    for (const [name, value] of Object.entries(produced.variables)) {
      this.#variables.set(name, value);
    }
    this.#commit = produced.commit ?? this.#commit;
  }
}
