import { withoutCredentials } from '../credentials.ts';

/** What the address of a git remote says. */
export type RemoteAddress =
  | {
      readonly kind: 'host';
      /** Lower case, with its port when it is a web address that names one. */
      readonly host: string;
      /** Without `/` at its ends and without `.git`, e.g. `owner/name`. */
      readonly path: string;
      /** For people, without user and password. */
      readonly shown: string;
    }
  | { readonly kind: 'folder'; readonly path: string; readonly shown: string }
  | { readonly kind: 'unknown'; readonly shown: string };

/**
 * Understands the address of a remote in each form that git takes: `https://`, `ssh://`, `git://`,
 * `user@host:path` (scp), `file://` and a path.
 *
 * @see git-fetch(1), section "GIT URLS"
 */
export function readRemoteAddress(text: string): RemoteAddress {
  const address = text.trim();
  const shown = withoutCredentials(address);
  if (/^file:\/\//i.test(address)) {
    return { kind: 'folder', path: address.replace(/^file:\/\//i, ''), shown };
  }
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(address)) {
    return webAddress(address) ?? { kind: 'unknown', shown };
  }
  // A colon after a slash belongs to a path, by git's own rule.
  const scp = /^(?:([^@/\s]+)@)?([^:/\s@]+):(?!\/\/)(.*)$/s.exec(address);
  if (scp !== null) {
    const host = known(scp[2] ?? '');
    return hostAt(host, scp[3] ?? '', `${host}:${scp[3] ?? ''}`);
  }
  return address === ''
    ? { kind: 'unknown', shown: 'an empty address' }
    : { kind: 'folder', path: address, shown };
}

function webAddress(address: string): RemoteAddress | null {
  if (!URL.canParse(address)) {
    return null;
  }
  const url = new URL(address);
  if (!/^(https?|ssh|git|git\+ssh|ssh\+git):$/.test(url.protocol) || url.hostname === '') {
    return null;
  }
  // The port of ssh says nothing about where the web pages are.
  const host = /^https?:$/.test(url.protocol) ? url.host : url.hostname;
  return hostAt(known(host), decoded(url.pathname), withoutCredentials(address));
}

function hostAt(host: string, path: string, shown: string): RemoteAddress {
  const clean = path.replaceAll(/^\/+|\/+$/g, '').replace(/\.git$/, '');
  return { kind: 'host', host, path: clean, shown: shown.replace(/[?#].*$/s, '') };
}

/** GitHub takes ssh on port 443 under a name of its own. */
function known(host: string): string {
  const name = host.toLowerCase();
  return name === 'ssh.github.com' || name === 'www.github.com' ? 'github.com' : name;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path; // a stray % is part of the name then
  }
}
