import type { Edit } from './cheat.ts';
import type { Placement } from './host-file.ts';
import { nodeCode } from './node-code.ts';
import type { Payload, PayloadContext } from './payload.ts';
import { pythonCode } from './python-code.ts';
import { shellCode } from './shell-code.ts';
import { endingOf } from './tree-paths.ts';

/** An edit that puts code into a file, or why there is none in its language. */
export type Insertion =
  | { readonly kind: 'edit'; readonly edit: Edit }
  | { readonly kind: 'none'; readonly because: string };

/** Puts the code of a payload into a file, behind what has to come first there. */
export function insertCode(host: Placement, payload: Payload, context: PayloadContext): Insertion {
  const code = codeFor(host, payload, context);
  if (code.kind === 'none') {
    return code;
  }
  const lines = (host.file.text ?? '').split('\n');
  lines.splice(host.line, 0, ...code.text.split('\n'));
  return { kind: 'edit', edit: { kind: 'write', path: host.file.path, text: lines.join('\n') } };
}

function codeFor(
  { file, language, module }: Placement,
  payload: Payload,
  context: PayloadContext,
): ReturnType<typeof shellCode> {
  switch (language) {
    case 'node': {
      const typed = /^[cm]?ts$/.test(endingOf(file.path));
      return { kind: 'code', text: nodeCode(payload, context, { module, typed }) };
    }
    case 'python':
      return { kind: 'code', text: pythonCode(payload, context) };
    case 'shell':
      return shellCode(payload, context);
  }
}
