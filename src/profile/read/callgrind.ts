import { NO_STACK, ProfileBuilder } from '../profile-builder.ts';
import type { FrameKind } from '../profile.ts';
import type { CallgrindCosts, CallgrindFunction } from './callgrind-costs.ts';
import { parseCallgrind } from './callgrind-parse.ts';
import { PAIRS_MAX } from './limits.ts';
import { onlyThread, type ReadContext, type Reader, type TitledProfile } from './reader.ts';
import { type UnitScale, unitScale } from './value-unit.ts';

/**
 * Files of callgrind and of what writes its format: `valgrind --tool=callgrind`, Xdebug,
 * pyprof2calltree. Each event with a cost becomes a profile, in the order of the file.
 *
 * The format tells who called whom and what it cost, not whole stacks. So stacks are two deep: what
 * a function cost by itself is divided between its callers as the cost of their calls is.
 */
export const callgrind: Reader = {
  kind: 'text',
  format: 'callgrind',
  title: 'callgrind file',
  signs: 'lines like "events: Ir", "fn=(1) main" and "calls=2 14"',
  recognises: (lines) =>
    lines.some((line) => /^# callgrind format|^events:\s+\S/.test(line)) &&
    lines.some((line) => /^(?:# callgrind|fl=|fn=|ob=|positions:|creator:|version:)/.test(line)),
  read: readCallgrind,
};

function readCallgrind(bytes: Uint8Array, context: ReadContext): TitledProfile[] {
  const { creator, pid, costs } = parseCallgrind(bytes, context);
  const kind = creator === '' || /^(?:call|cache)grind/.test(creator) ? 'native' : 'js';
  return costs.events.flatMap((event, index) => {
    const scale = scaleOfEvent(event);
    const builder = new ProfileBuilder('callgrind', scale.unit);
    builder.thread({ ...onlyThread(context), ...(pid > 0 ? { pid } : {}) });
    addEvent(builder, costs, { event: index, kind, scale });
    builder.caveat(
      'Callgrind files hold no whole stacks: each function is shown below its direct callers, ' +
        'and what a function cost with all that it called is not told.',
    );
    const profile = builder.finish();
    return profile.samples.value.length > 0 ? [{ title: event, profile }] : [];
  });
}

/** Xdebug writes `Time_(10ns)` and `Memory_(bytes)`; valgrind's events are counts. */
function scaleOfEvent(event: string): UnitScale {
  const inside = /^(?:Time|Memory)_\((\d*)(\D+)\)$/.exec(event);
  const scale = unitScale((inside?.[2] ?? '').replace('µ', 'u'));
  return { unit: scale.unit, factor: scale.factor * Number(inside?.[1] || 1) };
}

interface Aspect {
  readonly event: number;
  readonly kind: FrameKind;
  readonly scale: UnitScale;
}

interface CallerShare {
  readonly stack: number; // of the function below this caller
  readonly share: number;
}

function addEvent(builder: ProfileBuilder, costs: CallgrindCosts, aspect: Aspect): void {
  const frames = costs.functions.map((called) => frameOf(builder, called, aspect.kind));
  const callers = callersByFrame(costs, frames, aspect.event);
  const functionOfLine = costs.lines.column(0);
  const lines = costs.lines.column(1);
  const shares = new Map<number, CallerShare[]>();
  let pairs = 0;
  for (let entry = 0; entry < costs.lines.count; entry++) {
    const cost = costs.selfCost(entry, aspect.event) * aspect.scale.factor;
    const frame = frames[functionOfLine[entry] ?? 0] ?? 0;
    if (cost === 0) {
      continue;
    }
    let below = shares.get(frame);
    if (below === undefined) {
      below = sharesOf(builder, frame, callers.get(frame));
      shares.set(frame, below);
    }
    pairs += below.length;
    const told = pairs <= PAIRS_MAX ? below : below.slice(0, 1);
    const rest = told.length === below.length ? 1 : (told[0]?.share ?? 1);
    for (const { stack, share } of told) {
      builder.sample(0, stack, (cost * share) / rest, lines[entry] ?? 0);
    }
  }
  if (pairs > PAIRS_MAX) {
    builder.caveat('There are too many pairs of lines and callers; some callers are not shown.');
  }
}

/** Recursion levels (`walk'2`) are the same function; without a file the object says most. */
function frameOf(builder: ProfileBuilder, called: CallgrindFunction, kind: FrameKind): number {
  const file = called.file === '' || called.file === '???' ? called.object : called.file;
  const name = called.name.replace(/'\d+$/, '');
  return builder.frame(name, { file: file === '???' ? '' : file, kind });
}

/** For each frame what the calls from each other frame cost. */
function callersByFrame(
  costs: CallgrindCosts,
  frames: readonly number[],
  event: number,
): Map<number, Map<number, number>> {
  const callers = new Map<number, Map<number, number>>();
  const [from, to] = [costs.calls.column(0), costs.calls.column(1)];
  for (let entry = 0; entry < from.length; entry++) {
    const caller = frames[from[entry] ?? 0] ?? 0;
    const callee = frames[to[entry] ?? 0] ?? 0;
    const cost = costs.callCost(entry, event);
    if (caller !== callee && cost > 0) {
      const ofCallee = callers.get(callee) ?? new Map<number, number>();
      ofCallee.set(caller, (ofCallee.get(caller) ?? 0) + cost);
      callers.set(callee, ofCallee);
    }
  }
  return callers;
}

function sharesOf(
  builder: ProfileBuilder,
  frame: number,
  callers: ReadonlyMap<number, number> | undefined,
): CallerShare[] {
  if (callers === undefined) {
    return [{ stack: builder.stack(NO_STACK, frame), share: 1 }];
  }
  const total = [...callers.values()].reduce((sum, cost) => sum + cost, 0);
  return [...callers]
    .map(([caller, cost]) => ({
      stack: builder.stack(builder.stack(NO_STACK, caller), frame),
      share: cost / total,
    }))
    .sort((left, right) => right.share - left.share);
}
