import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';

import { HoneError } from '../../base/index.ts';
import { type GitOptions, type GitPlace, gitText, runGit } from '../git-command.ts';
import { type Repository, subjectPlace } from '../repository.ts';
import { NUMBER_ATTEMPTS_MAX, RECORD_BYTES_MAX } from './limits.ts';

const hash = Type.String({ pattern: '^[0-9a-f]{40,64}$' });

/** A pull request that no host keeps: the content of the ref `refs/hone/pull/<number>`. */
export const PullRecord = Type.Object({
  schema: Type.Literal('hone.pull.v1'),
  number: Type.Integer({ minimum: 1 }),
  title: Type.String(),
  body: Type.String(),
  head: Type.String(),
  base: Type.String(),
  state: Type.Union([
    Type.Literal('draft'),
    Type.Literal('open'),
    Type.Literal('closed'),
    Type.Literal('merged'),
  ]),
  /** Where the head was when it was opened, closed or merged: for when the branch is gone. */
  headCommit: hash,
  /** Set right before the base moves, so that a kill in between loses nothing. */
  mergeCommit: Type.Union([hash, Type.Null()]),
});
export type PullRecord = Static<typeof PullRecord>;

/** A record and the object that holds it, for replacing it only if nobody else did. */
export interface KeptRecord {
  readonly record: PullRecord;
  readonly object: string;
}

const PREFIX = 'refs/hone/pull/';

/**
 * Reads one record.
 *
 * @throws HoneError E_NOT_FOUND when there is none, E_FORGE when it is not one of hone's
 */
export async function readRecord(
  repository: Repository,
  number: number,
  options: GitOptions,
): Promise<KeptRecord> {
  const place = subjectPlace(repository);
  const ref = `${PREFIX}${number}`;
  const args = ['rev-parse', '--verify', '--quiet', ref];
  const found = await runGit(place, args, { ...options, accept: [0, 1, 128] });
  if (found.code !== 0) {
    throw new HoneError(
      'E_NOT_FOUND',
      `This repository has no pull request ${number} of hone's: there is no ref ${ref}.`,
    );
  }
  const object = found.stdout.toString().trim();
  return { record: await recordIn(place, ref, object, options), object };
}

/** All records, oldest first. */
export async function listRecords(
  repository: Repository,
  options: GitOptions,
): Promise<KeptRecord[]> {
  const place = subjectPlace(repository);
  const listed = await gitText(
    place,
    ['for-each-ref', '--format=%(objectname) %(refname)', PREFIX],
    options,
  );
  const kept: KeptRecord[] = [];
  for (const line of listed.split('\n').filter((each) => each !== '')) {
    const [object = '', ref = ''] = line.split(' ');
    if (/\/[1-9]\d{0,8}$/.test(ref)) {
      kept.push({ record: await recordIn(place, ref, object, options), object });
    }
  }
  return kept.sort((left, right) => left.record.number - right.record.number);
}

/**
 * Keeps a new record under the next free number.
 *
 * @throws HoneError E_BUSY when others take every number first
 */
export async function addRecord(
  repository: Repository,
  content: Omit<PullRecord, 'schema' | 'number'>,
  options: GitOptions,
): Promise<PullRecord> {
  for (let attempt = 0; attempt < NUMBER_ATTEMPTS_MAX; attempt++) {
    const last = (await listRecords(repository, options)).at(-1)?.record.number ?? 0;
    const record: PullRecord = { schema: 'hone.pull.v1', number: last + 1, ...content };
    if (await store(repository, record, null, options)) {
      return record;
    }
  }
  throw new HoneError('E_BUSY', 'Others keep numbering pull requests first. Try again.');
}

/**
 * Replaces a record that nobody changed meanwhile.
 *
 * @throws HoneError E_BUSY when somebody did
 */
export async function replaceRecord(
  repository: Repository,
  old: KeptRecord,
  change: Partial<PullRecord>,
  options: GitOptions,
): Promise<void> {
  const record = { ...old.record, ...change };
  if (!(await store(repository, record, old.object, options))) {
    throw new HoneError(
      'E_BUSY',
      `Pull request ${record.number} was changed by another hone at the same time. Run the same ` +
        `command again.`,
    );
  }
}

/** @returns false when the ref is not at `old` */
async function store(
  repository: Repository,
  record: PullRecord,
  old: string | null,
  options: GitOptions,
): Promise<boolean> {
  const place = subjectPlace(repository);
  const input = `${JSON.stringify(record, null, 2)}\n`;
  const write = ['hash-object', '-w', '--no-filters', '--stdin'];
  const object = await gitText(place, write, { ...options, input });
  if (object === old) {
    return true;
  }
  const args = [
    'update-ref',
    `${PREFIX}${record.number}`,
    object,
    old ?? '0'.repeat(object.length),
  ];
  const set = await runGit(place, args, { ...options, accept: [0, 1, 128] });
  if (set.code === 0) {
    return true;
  }
  // Only a ref that moved is an answer; a folder that can't be written is a failure.
  const args2 = ['rev-parse', '--verify', '--quiet', `${PREFIX}${record.number}`];
  const now = await runGit(place, args2, { ...options, accept: [0, 1, 128] });
  if (now.stdout.toString().trim() === (old ?? '')) {
    throw new HoneError('E_REPOSITORY', `git update-ref failed: ${set.stderr}`);
  }
  return false;
}

async function recordIn(
  place: GitPlace,
  ref: string,
  object: string,
  options: GitOptions,
): Promise<PullRecord> {
  let value: unknown = null;
  const size = await runGit(place, ['cat-file', '-s', object], { ...options, accept: [0, 128] });
  if (size.code === 0 && Number(size.stdout.toString()) <= RECORD_BYTES_MAX) {
    const run = { ...options, accept: [0, 128] };
    const { stdout } = await runGit(place, ['cat-file', 'blob', object], run);
    try {
      value = JSON.parse(stdout.toString());
    } catch {
      value = null; // said below
    }
  }
  if (!Value.Check(PullRecord, value) || ref !== `${PREFIX}${value.number}`) {
    throw new HoneError(
      'E_FORGE',
      `The ref ${ref} does not hold a pull request of hone's. Look at it with ` +
        `\`git show ${ref}\`; \`git update-ref -d ${ref}\` removes it.`,
    );
  }
  return value;
}
