import { NO_STACK, ProfileBuilder } from '../profile-builder.ts';
import type { ProfileUnit } from '../profile.ts';
import { kindByName } from './frame-kind.ts';
import {
  arrayOf,
  indexIn,
  isRecord,
  type JsonRecord,
  numberOf,
  recordOf,
  textOf,
} from './json-value.ts';
import { VALUE_MAX } from './limits.ts';
import {
  onlyThread,
  type ReadContext,
  type Reader,
  type TitledProfile,
  unreadable,
} from './reader.ts';
import { type UnitScale, unitScale } from './value-unit.ts';

/**
 * Files of speedscope's own format, which py-spy, rbspy, dotnet-trace and others write. Profiles of
 * one unit are threads of one profile here.
 *
 * @see https://github.com/jlfwong/speedscope/wiki/Importing-from-custom-sources
 */
export const speedscope: Reader = {
  kind: 'json',
  format: 'speedscope',
  title: 'speedscope file',
  signs: 'a JSON object with "shared" frames and "profiles"',
  recognises: (value) =>
    isRecord(value) &&
    Array.isArray(value['profiles']) &&
    (Array.isArray(recordOf(value['shared'])['frames']) ||
      textOf(value['$schema']).includes('speedscope')),
  read: readSpeedscope,
};

/** The profile of one unit while it is put together. */
interface UnitProfile {
  readonly builder: ProfileBuilder;
  readonly frames: readonly number[];
  readonly runningLines: readonly number[];
  title: string;
  broken: number;
}

function readSpeedscope(value: unknown, context: ReadContext): TitledProfile[] {
  const file = recordOf(value);
  const shared = arrayOf(recordOf(file['shared'])['frames']);
  // py-spy tells the line that ran, others that of the definition.
  const tellsRunning = textOf(file['exporter']).startsWith('py-spy');
  const units = new Map<ProfileUnit, UnitProfile>();
  for (const [index, each] of arrayOf(file['profiles']).entries()) {
    const profile = recordOf(each);
    const scale = unitScale(textOf(profile['unit'], 'none'));
    const target = units.get(scale.unit) ?? unitProfile(scale.unit, shared, tellsRunning);
    units.set(scale.unit, target);
    target.title ||= textOf(profile['unit'], 'none');
    const thread = target.builder.thread({
      ...onlyThread(context, {
        startNs: scale.unit === 'ns' ? (numberOf(profile['startValue']) ?? 0) * scale.factor : 0,
        endNs: scale.unit === 'ns' ? (numberOf(profile['endValue']) ?? 0) * scale.factor : 0,
      }),
      name: textOf(profile['name']),
      main: index === 0,
    });
    switch (profile['type']) {
      case 'sampled':
        addSampled(target, thread, profile, scale);
        break;
      case 'evented':
        addEvented(target, thread, profile, scale);
        break;
      default:
        throw unreadable(
          context.name,
          `has a profile of the type ${JSON.stringify(profile['type'])?.slice(0, 60)}, at ` +
            `profiles[${index}]; "sampled" and "evented" can be read.`,
        );
    }
  }
  return [...units.values()].map(({ builder, title, broken }) => {
    if (broken > 0) {
      builder.caveat(
        `Samples or events left out because they name no frame or have no value that can be: ` +
          `${broken}.`,
      );
    }
    return { title, profile: builder.finish() };
  });
}

function unitProfile(
  unit: ProfileUnit,
  shared: readonly unknown[],
  tellsRunning: boolean,
): UnitProfile {
  const builder = new ProfileBuilder('speedscope', unit);
  const lines = shared.map((each) => numberOf(recordOf(each)['line']) ?? 0);
  const frames = shared.map((each, index) => {
    const { name, file, col } = recordOf(each);
    const place = tellsRunning ? {} : { line: lines[index] ?? 0, column: numberOf(col) ?? 0 };
    const kind = kindByName(textOf(name), 'js', textOf(file));
    return builder.frame(textOf(name), { file: textOf(file), kind, ...place });
  });
  const runningLines = tellsRunning ? lines : [];
  return { builder, frames, runningLines, title: '', broken: 0 };
}

function addSampled(
  target: UnitProfile,
  thread: number,
  profile: JsonRecord,
  { factor }: UnitScale,
): void {
  const { builder, frames, runningLines } = target;
  const weights = arrayOf(profile['weights']);
  for (const [index, sample] of arrayOf(profile['samples']).entries()) {
    const value = weights.length === 0 ? 1 : (numberOf(weights[index]) ?? -1) * factor;
    let stack = NO_STACK;
    let last = -1;
    for (const entry of arrayOf(sample)) {
      last = indexIn(entry, frames.length);
      if (last === -1) {
        stack = NO_STACK;
        break;
      }
      stack = builder.stack(stack, frames[last] ?? 0);
    }
    if (stack !== NO_STACK && value >= 0 && value <= VALUE_MAX) {
      builder.sample(thread, stack, value, runningLines[last] ?? 0);
    } else {
      target.broken += 1;
    }
  }
}

/** Opening and closing of frames: each open stack gets the time until the next event. */
function addEvented(
  target: UnitProfile,
  thread: number,
  profile: JsonRecord,
  { factor }: UnitScale,
): void {
  const { builder, frames, runningLines } = target;
  const open: { readonly frame: number; readonly stack: number }[] = [];
  const timesOpen = new Int32Array(frames.length);
  let now = numberOf(profile['startValue']) ?? 0;
  const advance = (to: number): void => {
    const top = open.at(-1);
    const value = (to - now) * factor;
    if (top !== undefined && value > 0 && value <= VALUE_MAX) {
      builder.sample(thread, top.stack, value, runningLines[top.frame] ?? 0);
    }
    now = Math.max(now, to);
  };
  for (const each of arrayOf(profile['events'])) {
    const event = recordOf(each);
    const frame = indexIn(event['frame'], frames.length);
    const at = numberOf(event['at']);
    const closes = event['type'] === 'C';
    if (frame === -1 || at === null || at < now || (closes && timesOpen[frame] === 0)) {
      target.broken += 1;
      continue;
    }
    advance(at);
    if (closes) {
      // A frame that was left open inside of it ends with it.
      let closed: (typeof open)[number] | undefined;
      do {
        closed = open.pop();
        if (closed !== undefined) {
          timesOpen[closed.frame] = (timesOpen[closed.frame] ?? 1) - 1;
        }
      } while (closed !== undefined && closed.frame !== frame);
    } else {
      const stack = builder.stack(open.at(-1)?.stack ?? NO_STACK, frames[frame] ?? 0);
      open.push({ frame, stack });
      timesOpen[frame] = (timesOpen[frame] ?? 0) + 1;
    }
  }
  advance(numberOf(profile['endValue']) ?? now);
}
