import type { HotFunction, RuntimeCallee } from '../../detectors/index.ts';
import type { Bottleneck, ShareOverRuns } from '../../model/index.ts';

/** V8 names the frames of compiled regular expressions so. */
const REGEX = /^RegExp: /;

/**
 * What detectors take as hot: the functions of a report with their lines and what they asked of the
 * runtime, and each compiled regular expression that the subject's own functions applied.
 *
 * @param rows - of one workload
 */
export function hotFunctions(rows: readonly Bottleneck[]): HotFunction[] {
  const own = rows.filter(({ kind }) => kind === 'cpu');
  return [...own.map(hotFunction), ...regexFrames(own)];
}

function hotFunction({ location, share, hot_lines: lines, callees = [] }: Bottleneck): HotFunction {
  const { actionable } = share;
  const isApp = location.owner === 'app';
  // Time in functions of the runtime that have frames is on no line of the function.
  const asked = Math.min(
    1,
    callees.reduce((sum, one) => sum + one.share, 0),
  );
  const onLines = actionable.estimate * (1 - asked);
  return {
    name: location.function,
    file: isApp ? (location.file ?? '') : '',
    line: location.line ?? 0,
    ...(location.end_line === null ? {} : { endLine: location.end_line }),
    share: interval(actionable),
    hotLines: lines.map((one) => ({ line: one.line, share: one.share * onLines })),
    ...(isApp && callees.length > 0
      ? { callees: callees.map((one) => runtimeCallee(one, actionable)) }
      : {}),
    ...(share.alloc === null ? {} : { allocShare: share.alloc.estimate }),
  };
}

/** Code calls `Buffer.concat` by its last name, whatever the engine names the frame. */
function runtimeCallee(
  callee: NonNullable<Bottleneck['callees']>[number],
  { estimate }: ShareOverRuns,
): RuntimeCallee {
  const { function: name } = callee;
  return {
    name: REGEX.test(name) ? name : (name.split('.').at(-1) ?? name),
    share: callee.share * estimate,
  };
}

/** Frames without a place in code, one for each expression. */
function regexFrames(rows: readonly Bottleneck[]): HotFunction[] {
  const frames = new Map<string, HotFunction['share']>();
  for (const { location, share, callees = [] } of rows) {
    const applied =
      location.owner === 'app' ? callees.filter((one) => REGEX.test(one.function)) : [];
    for (const { function: name, share: part } of applied) {
      const known = frames.get(name) ?? { estimate: 0, lo: 0, hi: 0 };
      const { estimate, lo, hi } = interval(share.actionable);
      frames.set(name, {
        estimate: known.estimate + part * estimate,
        lo: known.lo + part * lo,
        hi: Math.min(1, known.hi + part * hi),
      });
    }
  }
  return [...frames].map(([name, share]) => ({ name, file: '', line: 0, share, hotLines: [] }));
}

function interval({ estimate, lo, hi }: ShareOverRuns): HotFunction['share'] {
  return { estimate, lo: lo ?? 0, hi: hi ?? 1 };
}
