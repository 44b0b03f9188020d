import { basename } from 'node:path';

import type { Command } from '../../model/index.ts';
import type { PresetName } from '../command-presets.ts';

/** Programs that speak the protocol, and whose state and credentials they use. */
const KNOWN: Readonly<Record<string, PresetName>> = {
  gemini: 'gemini',
  'gemini-cli': 'gemini',
  'claude-code-acp': 'claude',
  'claude-agent-acp': 'claude',
  'codex-acp': 'codex',
};

/**
 * The agent behind a command line, by the name of a program or package among its words, such as
 * `npx -y @zed-industries/claude-code-acp@0.16.2`; null for one that hone does not know.
 */
export function knownAgent(command: Command): PresetName | null {
  const words = command.kind === 'words' ? command.words : command.text.split(/\s+/);
  const names = words.map((word) => basename(word).replace(/@[^@]*$/, ''));
  const found = names.find((name) => Object.hasOwn(KNOWN, name));
  return found === undefined ? null : (KNOWN[found] ?? null);
}
