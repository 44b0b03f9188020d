import type { Tree } from './detected.ts';

/** package.json at the root as an object; null when it is missing, broken or something else. */
export function packageJson(tree: Tree): Readonly<Record<string, unknown>> | null {
  let json: unknown;
  try {
    json = JSON.parse(tree.text('package.json').replace(/^\ufeff/, ''));
  } catch {
    return null; // who needs to say so asks whether the file is there
  }
  return isRecord(json) ? json : null;
}

/** The scripts of package.json, or of another key that maps names to texts. */
export function textsOf(value: unknown): Map<string, string> {
  const entries = isRecord(value) ? Object.entries(value) : [];
  return new Map(
    entries.flatMap(([key, text]) => (typeof text === 'string' ? [[key, text] as const] : [])),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
