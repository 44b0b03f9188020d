import { HoneError } from '../../base/index.ts';
import type { GitOptions } from '../git-command.ts';
import { DEFAULT_REMOTE, remoteUrl } from '../remote.ts';
import type { Repository } from '../repository.ts';
import type { Forge } from './forge.ts';
import type { ApiOptions } from './github/api.ts';
import { gitHubCli, gitHubLogin } from './github-cli.ts';
import { gitHubRest } from './github-rest.ts';
import { plainGit } from './plain-git.ts';
import { readRemoteAddress } from './remote-address.ts';

/** What the user says about where pull requests live. */
export interface ForgeSetting {
  /** `auto` (the default) looks at the remote and at what is installed. */
  readonly use?: 'auto' | 'github-rest' | 'github-cli' | 'plain-git' | undefined;
  /** Default: `origin`. */
  readonly remote?: string | undefined;
  /** Of an own server of GitHub's: `https://host/api/v3`. */
  readonly apiUrl?: string | undefined;
}

/** What finding a forge needs besides the setting. */
export interface FindForgeOptions extends ApiOptions, GitOptions {
  /** For plain git; see `PlainGitOptions`. */
  readonly objectsDir: string;
  /** Default: `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  readonly fetch?: typeof fetch | undefined;
}

/** A forge and why it is this one, as a sentence for people. */
export interface FoundForge {
  readonly forge: Forge;
  readonly why: string;
}

/**
 * Chooses the forge of a repository: GitHub through `gh` when somebody is logged in there, else its
 * API with a token of the environment, else plain git. Nothing is sent.
 *
 * @throws HoneError E_CONFIG, E_MISSING_TOOL when what was asked for can't be used; E_NOT_FOUND
 *   when it is asked for GitHub and the remote does not exist
 */
export async function findForge(
  repository: Repository,
  setting: ForgeSetting,
  options: FindForgeOptions,
): Promise<FoundForge> {
  const { use = 'auto', remote = DEFAULT_REMOTE } = setting;
  const { objectsDir, signal } = options;
  const plain = (why: string): FoundForge => ({
    forge: plainGit({ repository, objectsDir, remote }),
    why: `Pull requests are kept in this repository alone: ${why}.`,
  });
  if (use === 'plain-git') {
    return plain('the configuration asks for it');
  }
  const place = await gitHubPlace(repository, remote, setting, options);
  if (place.kind === 'none') {
    if (use === 'auto') {
      return plain(place.why);
    }
    const code = place.isMissing ? 'E_NOT_FOUND' : 'E_CONFIG';
    throw new HoneError(
      code,
      `The configuration asks for pull requests at GitHub (${use}), but ${place.why}. Change the ` +
        `remote with \`git remote set-url ${remote} <address>\`, or the configuration.`,
    );
  }
  return chosen(place, use, plain, { ...options, signal });
}

interface GitHubPlace {
  readonly kind: 'github';
  readonly host: string;
  readonly owner: string;
  readonly name: string;
  /** Named by the user; null: the one that belongs to the host. */
  readonly apiUrl: string | null;
  readonly graphqlUrl: string | undefined;
  /** False for a host of which only `gh` could say that it is one of GitHub's. */
  readonly isKnown: boolean;
}

type NoPlace = { readonly kind: 'none'; readonly why: string; readonly isMissing: boolean };

async function gitHubPlace(
  repository: Repository,
  remote: string,
  setting: ForgeSetting,
  options: FindForgeOptions,
): Promise<GitHubPlace | NoPlace> {
  const url = await remoteUrl(repository, remote, { signal: options.signal });
  if (url === null) {
    return { kind: 'none', why: `there is no remote ${remote}`, isMissing: true };
  }
  const address = readRemoteAddress(url);
  if (address.kind !== 'host') {
    return { kind: 'none', why: `${remote} is ${address.shown}, no host`, isMissing: false };
  }
  const [owner = '', name = '', ...more] = address.path.split('/');
  if (!isName(owner) || !isName(name) || more.length > 0) {
    const why = `${address.shown} is no address of the form owner/name`;
    return { kind: 'none', why, isMissing: false };
  }
  const env = options.env ?? process.env;
  const { host } = address;
  const apiUrl = setting.apiUrl ?? apiUrlFor(host, env);
  const isKnown = isGitHub(host) || apiUrl !== null || host === env['GH_HOST']?.toLowerCase();
  // The GraphQL address of the environment belongs to the REST address of the environment.
  const isFromEnv = setting.apiUrl === undefined && apiUrl !== null;
  const graphqlUrl = isFromEnv ? env['GITHUB_GRAPHQL_URL'] || undefined : undefined;
  return { kind: 'github', host, owner, name, apiUrl, graphqlUrl, isKnown };
}

async function chosen(
  place: GitHubPlace,
  use: 'auto' | 'github-rest' | 'github-cli',
  plain: (why: string) => FoundForge,
  options: FindForgeOptions,
): Promise<FoundForge> {
  const env = options.env ?? process.env;
  const at = `${place.owner}/${place.name} at ${place.host}`;
  // gh goes to the host's own API, so an address that the user names is for the other way.
  const mayAskCli = use === 'github-cli' || (use === 'auto' && place.apiUrl === null);
  const login = mayAskCli ? await gitHubLogin(place.host, env, { signal: options.signal }) : null;
  if (login === 'logged-in') {
    const forge = gitHubCli({ ...options, ...place, env });
    return { forge, why: `Pull requests are those of ${at}: gh is logged in there.` };
  }
  if (use === 'github-cli') {
    throw new HoneError(
      login === 'missing' ? 'E_MISSING_TOOL' : 'E_CONFIG',
      login === 'missing'
        ? 'The configuration asks for gh, which is not installed (https://cli.github.com).'
        : `gh has no login for ${place.host}. Log in with \`gh auth login --hostname ` +
            `${place.host}\`, or set GH_TOKEN.`,
    );
  }
  if (!place.isKnown && use === 'auto') {
    return plain(
      `${place.host} is not known as a host of GitHub's, the only kind that hone talks to; gh is ` +
        (login === 'missing' ? 'not installed' : 'not logged in there'),
    );
  }
  const token = tokenFor(place, env);
  if (token === null) {
    const names = isGitHub(place.host) ? 'GH_TOKEN or GITHUB_TOKEN' : 'GH_ENTERPRISE_TOKEN';
    const way = `log in with \`gh auth login --hostname ${place.host}\`, or set ${names}`;
    if (use === 'github-rest') {
      throw new HoneError('E_CONFIG', `There is no token for ${at}: ${way}.`);
    }
    return plain(`the remote is ${at}, but there is no login; ${way}`);
  }
  const apiUrl = place.apiUrl ?? defaultApiUrl(place.host);
  const forge = gitHubRest({ ...options, ...place, apiUrl, token: token.value });
  return { forge, why: `Pull requests are those of ${at}: ${token.name} is set.` };
}

/** Names that GitHub gives to owners and repositories; nothing that means a place in a path. */
function isName(text: string): boolean {
  return /^[\w.-]{1,100}$/.test(text) && !/^\.+$/.test(text);
}

function isGitHub(host: string): boolean {
  return host === 'github.com' || host.endsWith('.ghe.com');
}

function defaultApiUrl(host: string): string {
  if (isGitHub(host)) {
    return `https://api.${host}`;
  }
  return `https://${host}/api/v3`;
}

/** GITHUB_API_URL counts only for github.com and for the host that it names itself. */
function apiUrlFor(host: string, env: Readonly<Record<string, string | undefined>>): string | null {
  const url = env['GITHUB_API_URL'] ?? '';
  if (url === '' || url.replace(/\/+$/, '') === defaultApiUrl(host) || !URL.canParse(url)) {
    return null;
  }
  const named = new URL(url).host;
  return host === 'github.com'
    ? named === 'api.github.com'
      ? null
      : url
    : named === host
      ? url
      : null;
}

/**
 * The token that may be sent to a host. GH_TOKEN is for GitHub itself; to another host goes only a
 * token that is meant for such, or any when the user named the address of its API, because the
 * address of a remote alone must not be enough to be sent a token.
 */
function tokenFor(
  place: GitHubPlace,
  env: Readonly<Record<string, string | undefined>>,
): { readonly name: string; readonly value: string } | null {
  const own = ['GH_TOKEN', 'GITHUB_TOKEN'];
  const enterprise = ['GH_ENTERPRISE_TOKEN', 'GITHUB_ENTERPRISE_TOKEN'];
  const names = isGitHub(place.host)
    ? own
    : place.apiUrl === null
      ? enterprise
      : [...enterprise, ...own];
  for (const name of names) {
    const value = env[name]?.trim() ?? '';
    if (value !== '') {
      return { name, value };
    }
  }
  return null;
}
