/** Results of our own steps come back through a hash chain that was verified. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- it names what was stored
export function trusted<T>(json: unknown): T {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  return json as T;
}
