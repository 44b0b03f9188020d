import type { HoneErrorCode } from '../../base/index.ts';

/**
 * Why a sample could not be taken. It crosses to the engine as a message and becomes a HoneError
 * there; the runner has its own class so that it loads nothing of `base`.
 */
export class RunnerFailure extends Error {
  override name = 'RunnerFailure';
  readonly code: HoneErrorCode;

  constructor(code: HoneErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
