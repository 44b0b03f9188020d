import { messageOf } from '../base/index.ts';
import type { CappedText } from './capped-output.ts';
import type { HandedInArtifact } from './executor.ts';

/** The one expected artifact as it was printed, or why it was not. */
export type PrintedArtifact =
  | { readonly kind: 'found'; readonly artifact: HandedInArtifact }
  | { readonly kind: 'none'; readonly reason: string };

/**
 * Finds an artifact in what was printed. For a name that ends in `.json`: the last fenced json
 * block, or else the whole output, and in both cases it has to be JSON as it stands. For any other
 * name: the whole output. Nothing is repaired.
 */
export function printedArtifact(name: string, printed: CappedText): PrintedArtifact {
  const isJson = name.toLowerCase().endsWith('.json');
  const block = isJson ? lastJsonBlock(printed.text) : { kind: 'none' as const };
  if (block.kind === 'open') {
    return none('the last json block that it printed has no end');
  }
  const text = block.kind === 'block' ? block.text : printed.text;
  if (text.trim() === '') {
    return none(block.kind === 'block' ? 'its last json block is empty' : 'it printed nothing');
  }
  if (block.kind === 'none' && printed.cutBytes > 0) {
    return none(`what it printed is too long to be the artifact (${printed.totalBytes} bytes)`);
  }
  if (isJson) {
    try {
      JSON.parse(text);
    } catch (thrown) {
      const what = block.kind === 'block' ? 'its last json block' : 'what it printed';
      return none(`${what} is no JSON (${messageOf(thrown)})`);
    }
  }
  const from = block.kind === 'block' ? 'json-block' : 'whole-output';
  return { kind: 'found', artifact: { name, text, from } };
}

function none(reason: string): PrintedArtifact {
  return { kind: 'none', reason };
}

type Block =
  | { readonly kind: 'block'; readonly text: string }
  | { readonly kind: 'open' }
  | { readonly kind: 'none' };

/** Fences as CommonMark 0.31 has them, section 4.5, at the top level. */
function lastJsonBlock(text: string): Block {
  let last: Block = { kind: 'none' };
  let open: { readonly fence: string; readonly isJson: boolean; readonly lines: string[] } | null =
    null;
  for (const line of text.split(/\r?\n/)) {
    const match = /^ {0,3}(`{3,}|~{3,})[ \t]*(.*)$/.exec(line);
    const [, fence = '', info = ''] = match ?? [];
    if (open === null) {
      if (match !== null && !(fence.startsWith('`') && info.includes('`'))) {
        open = { fence, isJson: /^json\b/i.test(info), lines: [] };
      }
    } else if (match !== null && fence.startsWith(open.fence) && info.trim() === '') {
      last = open.isJson ? { kind: 'block', text: open.lines.join('\n') } : last;
      open = null;
    } else {
      open.lines.push(line);
    }
  }
  return open?.isJson === true ? { kind: 'open' } : last;
}
