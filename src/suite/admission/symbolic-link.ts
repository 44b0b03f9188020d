import { foldedPath } from '../folded-path.ts';
import { LINK_HOPS_MAX } from '../limits.ts';

/** Where a symbolic link leads. */
export type LinkEnd =
  | { readonly kind: 'inside'; readonly path: string } // '' for the root
  | { readonly kind: 'outside' }
  | { readonly kind: 'unclear'; readonly why: string };

/**
 * Follows a link through the tree and through other links of the same proposal.
 *
 * A target that goes down into a folder and up again is unclear: if that folder is a link of the
 * base, which is not known here, up leads somewhere else than it seems.
 *
 * @param links - target by folded path, of every link of the proposal
 */
export function linkEnd(path: string, target: string, links: ReadonlyMap<string, string>): LinkEnd {
  const reached = path.split('/').slice(0, -1);
  const pending = target.split('/').toReversed();
  let hops = 0;
  let wentDown = false;
  if (isAbsolute(target)) {
    return { kind: 'outside' };
  }
  while (pending.length > 0) {
    const part = pending.pop() ?? '';
    if (part === '' || part === '.') {
      continue;
    }
    if (part === '..') {
      if (wentDown) {
        return { kind: 'unclear', why: 'goes into a folder and up again' };
      }
      if (reached.pop() === undefined) {
        return { kind: 'outside' };
      }
      continue;
    }
    reached.push(part);
    wentDown = true;
    const next = links.get(foldedPath(reached.join('/')));
    if (next !== undefined) {
      hops += 1;
      if (hops > LINK_HOPS_MAX) {
        return { kind: 'unclear', why: 'leads in a circle' };
      }
      if (isAbsolute(next)) {
        return { kind: 'outside' };
      }
      reached.pop();
      wentDown = false; // where the link stands is known to be a folder of the tree
      pending.push(...next.split('/').toReversed());
    }
  }
  return { kind: 'inside', path: reached.join('/') };
}

function isAbsolute(target: string): boolean {
  return target.startsWith('/') || target.startsWith('\\') || /^[A-Za-z]:/.test(target);
}
