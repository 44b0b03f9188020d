/**
 * A part of a flow that ends as one: the whole of it, or a branch. When it is closed, nothing of
 * it goes on: work is aborted, and the flow's own code stays at the verb where it was for ever
 * (so that no `catch` or `finally` of it can act on a run that has moved on).
 */
export interface Scope {
  /** Before the ids of its steps: `''` or `reviews/security/`. */
  readonly path: string;
  isClosed(): boolean;
  /** Closes this scope and those within, at once. The first reason stays. */
  close(reason: Error): void;
  /** Calls back when the scope is closed. @returns takes it back */
  onClose(callback: (reason: Error) => void): () => void;
  /** What goes on by itself here and within, such as steps and timers; not unanswered questions. */
  busy(): number;
  /** One more thing goes on, until the scope is closed. @returns one less; once */
  begin(): () => void;
  /**
   * Work that has to come to its end before the scope has.
   *
   * @param ending - resolves to what does not end; asked only when somebody waits for the scope
   * @returns to be called when it has come to its end
   */
  track(ending: () => Promise<string | null>): () => void;
  /** Waits for all that is tracked here and within. @returns what did not come to its end */
  settled(): Promise<readonly string[]>;
  /** A branch. */
  child(path: string): Scope;
  /** The place among its siblings that a branch leaves while it waits for an answer. */
  seat: Seat | null;
}

/** A place among others that its holder can leave for a while. */
export interface Seat {
  leave(): void;
  /** Waits until there is a place again. */
  comeBack(): Promise<void>;
}

/** @param onIdle - called whenever nothing goes on any more in the outermost scope */
export function rootScope(onIdle: () => void): Scope {
  return newScope('', null, onIdle);
}

interface Parent {
  begin(): () => void;
}

function newScope(path: string, parent: Parent | null, onIdle: () => void): Scope {
  const callbacks = new Set<(reason: Error) => void>();
  const endings = new Set<() => Promise<string | null>>();
  const children = new Set<Scope>();
  const ongoing = new Set<() => void>();
  let closed = false;

  const scope: Scope = {
    path,
    seat: null,
    isClosed: () => closed,
    close(reason) {
      if (closed) {
        return;
      }
      closed = true;
      for (const callback of callbacks) {
        callback(reason);
      }
      callbacks.clear();
      for (const child of children) {
        child.close(reason);
      }
      for (const end of ongoing) {
        end();
      }
    },
    onClose(callback) {
      callbacks.add(callback);
      return () => void callbacks.delete(callback);
    },
    busy: () => ongoing.size,
    begin() {
      const endOfParent = parent?.begin();
      const end = (): void => {
        if (ongoing.delete(end)) {
          endOfParent?.();
          if (parent === null && ongoing.size === 0) {
            onIdle();
          }
        }
      };
      ongoing.add(end);
      return end;
    },
    track(ending) {
      endings.add(ending);
      return () => void endings.delete(ending);
    },
    async settled() {
      const own = await Promise.all([...endings].map((ending) => ending()));
      const within = await Promise.all([...children].map((child) => child.settled()));
      return [...own.filter((stuck) => stuck !== null), ...within.flat()];
    },
    child(childPath) {
      const child = newScope(childPath, scope, onIdle);
      children.add(child);
      return child;
    },
  };
  return scope;
}

/** What a verb gives to the code of a flow that must not go on. */
export function never(): Promise<never> {
  return new Promise(() => {
    // Nobody settles it; it goes away with the code that waits for it.
  });
}

/** The reason that aborted work finds in its signal. */
export function abortError(message: string): Error {
  return new DOMException(message, 'AbortError');
}

/** The failure of an attempt that took too long; `name` is the same as that of AbortSignal's. */
export function timeoutError(ms: number): Error {
  const seconds = ms / 1_000;
  return new DOMException(`it did not finish within ${seconds} s`, 'TimeoutError');
}
