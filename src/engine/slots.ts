import { assert, at } from '../base/index.ts';
import type { Scope, Seat } from './scope.ts';

/** A bounded number of places; who finds none waits its turn. */
export interface Slots {
  /**
   * Waits for a place; for ever when the scope is closed first.
   *
   * @returns gives the place back; may be called twice
   */
  take(scope: Scope): Promise<() => void>;
}

/** @param places - at least 1 */
export function slotsOf(places: number): Slots {
  assert(Number.isInteger(places) && places >= 1, 'there is at least one place');
  const queue: (() => void)[] = [];
  let free = places;

  function give(): void {
    const next = queue.shift();
    if (next === undefined) {
      free++;
    } else {
      next();
    }
  }

  function leaveOnce(): () => void {
    let isTaken = true;
    return () => {
      if (isTaken) {
        isTaken = false;
        give();
      }
    };
  }

  return {
    take(scope) {
      if (free > 0) {
        free--;
        return Promise.resolve(leaveOnce());
      }
      return new Promise((resolve) => {
        const forget = scope.onClose(() => {
          queue.splice(queue.indexOf(enter), 1);
        });
        function enter(): void {
          forget();
          resolve(leaveOnce());
        }
        queue.push(enter);
      });
    },
  };
}

/** The limits of the classes that steps say they use. */
export interface Classes {
  of(name: string): Slots;
}

/** @param limits - steps at once, at least 1, by the name of the class */
export function classesOf(limits: Readonly<Record<string, number>>): Classes {
  const slots = new Map(Object.entries(limits).map(([name, limit]) => [name, slotsOf(limit)]));
  return {
    of(name) {
      const found = slots.get(name);
      const names = [...slots.keys()].join(', ');
      assert(found !== undefined, `a step uses one of the classes ${names}, not ${name}`);
      return found;
    },
  };
}

/** Sits down, in a place of `slots`. */
export async function seatIn(slots: Slots, scope: Scope): Promise<Seat> {
  const releases = [await slots.take(scope)];
  return {
    leave: () => at(releases, -1)(),
    async comeBack() {
      releases.push(await slots.take(scope));
    },
  };
}
