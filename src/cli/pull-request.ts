/** The number of a pull request written as `pr:12` or `#12`; null for anything else. */
export function pullRequestIn(word: string): number | null {
  const number = Number(/^(?:pr:|#)([1-9]\d{0,8})$/.exec(word)?.[1]);
  return Number.isNaN(number) ? null : number;
}
