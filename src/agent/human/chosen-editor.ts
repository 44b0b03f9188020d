/**
 * The editor that the user has chosen, or null where none can be opened.
 *
 * @param isTerminal - whether hone's input is one: an editor takes it over
 */
export function chosenEditor(
  env: Readonly<Record<string, string | undefined>>,
  isTerminal: boolean,
): string | null {
  const editor = env['VISUAL']?.trim() || env['EDITOR']?.trim() || '';
  return isTerminal && editor !== '' ? editor : null;
}
