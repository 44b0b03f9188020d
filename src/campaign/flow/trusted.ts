/**
 * Reads what a step of our own recorded: it comes back through a hash chain that was verified, in
 * a run whose version of the flow code is this one.
 */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- it names what was stored
export function trusted<T>(json: unknown): T {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  return json as T;
}
