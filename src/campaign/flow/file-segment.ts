/**
 * The id of a step as one segment of a path that means the same on every system. Other letters
 * become their code points, so that two steps never share a file.
 */
export function fileSegment(step: string): string {
  return step.replaceAll(
    /[^A-Za-z0-9._-]/gu,
    (letter) => `u${(letter.codePointAt(0) ?? 0).toString(16)}`,
  );
}
