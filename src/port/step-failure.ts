/** The final failure of a step, as it was recorded. */
export class StepFailure extends Error {
  override name = 'StepFailure';
  /** Full id of the step. */
  readonly step: string;
  /** Attempts that were made. */
  readonly attempts: number;
  /** True when the last attempt failed in a way that another one might not have. */
  readonly transient: boolean;
  /** The `HoneErrorCode` of what was thrown, when it had one. */
  readonly errorCode: string | null;

  constructor(
    step: string,
    failure: string,
    details: {
      readonly attempts: number;
      readonly transient: boolean;
      readonly errorCode: string | null;
    },
  ) {
    super(failure);
    this.step = step;
    this.attempts = details.attempts;
    this.transient = details.transient;
    this.errorCode = details.errorCode;
  }
}
