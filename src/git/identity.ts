/** A name and mail address as they stand in a commit. */
export interface Identity {
  readonly name: string;
  readonly email: string;
}

/** Who commits when git knows nobody: hone itself, at an address that can't exist. */
export const HONE_IDENTITY: Identity = { name: 'hone', email: 'hone@localhost' };

/** Variables that keep git from guessing a name out of the machine's user list. */
export const HONE_IDENTITY_ENV: Readonly<Record<string, string>> = identityEnv(
  HONE_IDENTITY,
  HONE_IDENTITY,
);

/** git's variables for who wrote a commit and who made it. */
export function identityEnv(author: Identity, committer: Identity): Record<string, string> {
  return {
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.email,
    GIT_COMMITTER_NAME: committer.name,
    GIT_COMMITTER_EMAIL: committer.email,
  };
}
