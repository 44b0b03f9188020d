import { HoneError } from '../../base/index.ts';
import { RESULT_BYTES_MAX } from './limits.ts';
import { withoutMiddle } from './shown-text.ts';
import { refusedCall, seen, type Tool } from './tool-spec.ts';

/**
 * The tool that has the engine measure what the folder holds now. The model sees text; whatever it
 * makes of it decides nothing.
 */
export function measureTool(
  measure: (signal: AbortSignal) => Promise<string>,
  signal: AbortSignal,
): Tool {
  return {
    spec: {
      name: 'measure',
      description:
        'Has the engine measure the folder as it is now against the base. It takes a while, and ' +
        'what counts in the end is measured again.',
      parameters: { type: 'object', properties: {}, required: [] },
    },
    about: () => '',
    use: async () => {
      try {
        return seen(withoutMiddle(await measure(signal), RESULT_BYTES_MAX));
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
