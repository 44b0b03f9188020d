import { HoneError } from '../../base/index.ts';
import type { QuickLook } from '../executor.ts';
import { QUICK_LOOKS_MAX, RESULT_BYTES_MAX } from './limits.ts';
import { withoutMiddle } from './shown-text.ts';
import { refusedCall, seen, textValue, type Tool } from './tool-spec.ts';

/**
 * The tool that has the engine measure what the folder holds now. The model sees text; whatever it
 * makes of it decides nothing. The count is of one attempt: the machine is not there for one
 * proposer alone, and a search by repeated looks would chase noise.
 */
export function measureTool({ benchmarks, measure }: QuickLook, signal: AbortSignal): Tool {
  let used = 0;
  const [first = ''] = benchmarks;
  return {
    spec: {
      name: 'measure',
      description:
        'Has the engine take a quick look at the folder as it is now against the base, on one ' +
        'benchmark. It is indicative only and never evidence: after you finish, everything is ' +
        `measured again. It takes a while, and you can call it ${QUICK_LOOKS_MAX} times.`,
      parameters: {
        type: 'object',
        properties: {
          benchmark: {
            type: 'string',
            description: `which benchmark; left out: ${first}`,
            enum: benchmarks,
          },
        },
        required: [],
      },
    },
    about: (values) => textValue(values, 'benchmark') || first,
    use: async (values) => {
      if (used >= QUICK_LOOKS_MAX) {
        return refusedCall(`All ${QUICK_LOOKS_MAX} quick looks are used. Decide by what you know.`);
      }
      used++;
      try {
        const text = await measure(textValue(values, 'benchmark') || first, signal);
        const left = QUICK_LOOKS_MAX - used;
        return seen(`${withoutMiddle(text, RESULT_BYTES_MAX)}\n[Quick looks left: ${left}]`);
      } catch (thrown) {
        signal.throwIfAborted();
        if (thrown instanceof HoneError && thrown.code !== 'E_INTERRUPTED') {
          return refusedCall(`It could not be measured: ${thrown.message}`);
        }
        throw thrown;
      }
    },
  };
}
