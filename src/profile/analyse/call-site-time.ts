import type { Frame, Profile } from '../profile.ts';

/**
 * Time on lines where a function is called that may have been inlined there. What a compiler
 * inlined and gave no line of its own is charged to the line of the call, so nobody can tell the
 * two apart.
 *
 * @param values - what counts of each stack
 * @param isCounted - whether a stack counts already
 * @param calls - whether a line calls one of the functions
 */
export function callSiteTime(
  { samples, stackFrame, frames }: Profile,
  values: Float64Array,
  isCounted: (stack: number) => boolean,
  calls: (frame: Frame, line: number) => boolean,
): number {
  if (samples.line === null) {
    return 0;
  }
  const whole = new Float64Array(stackFrame.length);
  const calling = new Float64Array(stackFrame.length);
  for (let index = 0; index < samples.stack.length; index++) {
    const stack = samples.stack[index] ?? 0;
    const frame = frames[stackFrame[stack] ?? 0];
    const [line, value] = [samples.line[index] ?? 0, samples.value[index] ?? 0];
    whole[stack] = (whole[stack] ?? 0) + value;
    if (line > 0 && frame?.kind === 'js' && calls(frame, line)) {
      calling[stack] = (calling[stack] ?? 0) + value;
    }
  }
  let sum = 0;
  for (let stack = 0; stack < whole.length; stack++) {
    const part = calling[stack] ?? 0;
    sum += part === 0 || isCounted(stack) ? 0 : ((values[stack] ?? 0) * part) / (whole[stack] ?? 1);
  }
  return sum;
}
