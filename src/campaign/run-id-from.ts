import { HoneError } from '../base/index.ts';
import { parseRunId, type RunId } from '../store/index.ts';

/** A run id as a person typed it. @throws HoneError E_NOT_FOUND when it can't be one */
export function runIdFrom(text: string): RunId {
  try {
    return parseRunId(text);
  } catch (thrown) {
    throw new HoneError('E_NOT_FOUND', `"${text}" is not the id of a run. "hone log" lists them.`, {
      cause: thrown,
    });
  }
}
