import { choicesOf, COMMIT, LINES, type World } from './model-flow.ts';

/** One thing that is recorded, as simple as it can be. */
type Entry =
  | { readonly kind: 'step'; readonly id: string; readonly state: 'done' | 'failed' }
  | { readonly kind: 'gate'; readonly id: string; readonly state: 'passed' | 'failed' }
  | { readonly kind: 'asked'; readonly id: string }
  | { readonly kind: 'answered'; readonly id: string; readonly choice: string };

type Mail =
  | { readonly kind: 'answer'; readonly id: string; readonly choice: string }
  | { readonly kind: 'cancel' };

/** How driving ends, in one word and what goes with it. */
export type End =
  | { readonly kind: 'completed'; readonly result: readonly string[] }
  | { readonly kind: 'failed'; readonly failure: string }
  | { readonly kind: 'waiting'; readonly questions: readonly string[] }
  | { readonly kind: 'cancelled' | 'interrupted' };

/** What a view should say. */
export interface Expected {
  readonly status: string;
  readonly steps: readonly string[];
  readonly gates: readonly string[];
  readonly questions: readonly string[];
  readonly rewinds: number;
}

/**
 * What a run of `modelFlow` should be, in memory and without any of a driver's troubles: a list of
 * what is recorded, which a rewind cuts, and a mailbox.
 */
export interface Reference {
  readonly exists: boolean;
  readonly bodies: readonly string[];
  readonly restored: readonly string[];
  drive(world: World): End;
  /** Whether an answer must be taken, must be refused, or may be either. */
  expectsAnswer(id: string, choice: string): 'taken' | 'refused' | 'either';
  send(id: string, choice: string): void;
  cancel(): void;
  hasEnded(): boolean;
  /** @returns false when that is refused */
  rewind(gate: string | null): boolean;
  expected(): Expected;
}

export function newReference(): Reference {
  const bodies: string[] = [];
  const restored: string[] = [];
  let exists = false;
  let entries: Entry[] = [];
  let mail: Mail[] = [];
  let rewinds = 0;
  let restore: string | null = null;
  let end: End | null = null;
  let isPutAway = false;

  const isCancelled = (): boolean => mail.some(({ kind }) => kind === 'cancel');
  const stateOf = (kind: 'step' | 'gate', id: string): string | null =>
    entries.flatMap((entry) =>
      entry.kind === kind && entry.id === id && 'state' in entry ? [entry.state] : [],
    )[0] ?? null;
  const isAsked = (id: string): boolean =>
    entries.some((entry) => entry.kind === 'asked' && entry.id === id);
  const choiceIn = (from: readonly (Entry | Mail)[], id: string): string | null =>
    from.flatMap((item) =>
      (item.kind === 'answered' || item.kind === 'answer') &&
      item.id === id &&
      choicesOf(id).includes(item.choice)
        ? [item.choice]
        : [],
    )[0] ?? null;
  const open = (from: readonly (Entry | Mail)[]): readonly string[] =>
    entries.flatMap((entry) =>
      entry.kind === 'asked' && choiceIn(from, entry.id) === null ? [entry.id] : [],
    );

  /** @returns whether the run was cancelled */
  function takeMail(): boolean {
    for (let next = mail[0]; next !== undefined && next.kind === 'answer'; next = mail[0]) {
      mail.shift();
      entries.push({ ...next, kind: 'answered' });
    }
    return mail.length > 0;
  }

  function cutTo(gate: string | null): void {
    const place = entries.findIndex(({ kind, id }) => kind === 'gate' && id === gate);
    entries = entries.slice(0, place + 1);
    restore = gate === 'planned' ? COMMIT : null;
    rewinds++;
    end = null;
  }

  /** One line; null when the flow goes on behind it. */
  function doLine(line: (typeof LINES)[number], world: World, results: string[]): End | null {
    switch (line.verb) {
      case 'step': {
        if (stateOf('step', line.id) === null) {
          bodies.push(line.id);
          if (world.stopIn === line.id) {
            return { kind: 'interrupted' };
          }
          const state = world.failing.has(line.id) ? 'failed' : 'done';
          entries.push({ kind: 'step', id: line.id, state });
        }
        const state = stateOf('step', line.id);
        if (state === 'failed' && line.isVital) {
          return { kind: 'failed', failure: `${line.id} failed` };
        }
        results.push(`${line.id} ${state}`);
        return null;
      }
      case 'gate':
        if (stateOf('gate', line.id) === null) {
          entries.push({ kind: 'gate', id: line.id, state: 'passed' });
        }
        results.push(`${line.id} passed`);
        return null;
      case 'judge':
      case 'ask': {
        if (!isAsked(line.id)) {
          entries.push({ kind: 'asked', id: line.id });
        }
        const choice = choiceIn(entries, line.id);
        if (choice === null) {
          return { kind: 'waiting', questions: [line.id] };
        }
        if (line.verb === 'judge' && stateOf('gate', line.id) === null) {
          const state = choice === 'approve' ? 'passed' : 'failed';
          entries.push({ kind: 'gate', id: line.id, state });
        }
        results.push(`${line.id} ${line.verb === 'judge' ? stateOf('gate', line.id) : choice}`);
        return null;
      }
    }
  }

  function onePass(world: World): End | 'again' {
    if (restore !== null) {
      restored.push(restore);
      restore = null;
    }
    const results = [`${rewinds} rewinds`];
    for (const line of LINES) {
      const stopped = doLine(line, world, results);
      if (stopped !== null) {
        return stopped;
      }
    }
    if (world.goesBack) {
      world.goesBack = false;
      cutTo('planned');
      return 'again';
    }
    return { kind: 'completed', result: results };
  }

  return {
    get exists() {
      return exists;
    },
    bodies,
    restored,
    drive(world) {
      exists = true;
      if (end !== null) {
        return end;
      }
      isPutAway = false;
      if (takeMail()) {
        end = { kind: 'cancelled' };
        return end;
      }
      let pass = onePass(world);
      while (pass === 'again') {
        pass = onePass(world);
      }
      isPutAway = pass.kind === 'waiting';
      if (pass.kind !== 'waiting' && pass.kind !== 'interrupted') {
        end = pass;
      }
      return pass;
    },
    expectsAnswer(id, choice) {
      const isKnown = [...entries, ...mail].some(
        (item) => (item.kind === 'answer' || item.kind === 'answered') && item.id === id,
      );
      if (end !== null || isCancelled()) {
        return 'either';
      }
      if (isAsked(id) && choiceIn([...entries, ...mail], id) === null) {
        return choicesOf(id).includes(choice) ? 'taken' : 'refused';
      }
      return isKnown ? 'either' : 'taken';
    },
    send(id, choice) {
      mail.push({ kind: 'answer', id, choice });
    },
    cancel() {
      mail.push({ kind: 'cancel' });
    },
    hasEnded: () => end !== null,
    rewind(gate) {
      const hasPassed = gate === null || stateOf('gate', gate) === 'passed';
      if (end?.kind === 'cancelled' || !hasPassed) {
        return false;
      }
      if (takeMail()) {
        return false;
      }
      cutTo(gate);
      isPutAway = false;
      return true;
    },
    expected() {
      const cancelAt = mail.findIndex(({ kind }) => kind === 'cancel');
      const counted = cancelAt === -1 ? mail : mail.slice(0, cancelAt);
      const questions = open([...entries, ...counted]);
      const isWaiting = isPutAway && questions.length > 0;
      return {
        status: end?.kind ?? (cancelAt >= 0 ? 'cancelled' : isWaiting ? 'waiting' : 'stopped'),
        steps: entries.flatMap((entry) =>
          entry.kind === 'step' ? [`${entry.id} ${entry.state}`] : [],
        ),
        gates: LINES.flatMap(({ verb, id }) => {
          const state = verb === 'gate' || verb === 'judge' ? stateOf('gate', id) : null;
          return state === null ? [] : [`${id} ${state}`];
        }),
        questions,
        rewinds,
      };
    },
  };
}
