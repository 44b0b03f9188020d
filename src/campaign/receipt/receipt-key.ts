import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';

import { diskErrorFrom, HoneError, messageOf, systemCodeOf } from '../../base/index.ts';
import { KEY_FILE_BYTES_MAX } from './limits.ts';

/** The public half of a key that signs receipts. */
export interface PublicReceiptKey {
  /** SHA-256 of `der`, hex: the fingerprint. */
  readonly id: string;
  /** Its SubjectPublicKeyInfo. */
  readonly der: Buffer;
  readonly pem: string;
}

/** A key that can sign. */
export interface ReceiptKey {
  readonly privateKey: KeyObject;
  readonly publicKey: PublicReceiptKey;
}

/** Only the owner may read the key. */
const KEY_MODE = 0o600;
const OTHERS_BITS = 0o077;

/** Where this user's key lies: `$XDG_CONFIG_HOME` or `~/.config`, then `hone/receipt-key.pem`. */
export function receiptKeyPath(): string {
  const named = process.env['XDG_CONFIG_HOME'] ?? '';
  // The base directory specification says to ignore what is not absolute.
  const config = isAbsolute(named) ? named : join(homedir(), '.config');
  return join(config, 'hone', 'receipt-key.pem');
}

/**
 * The key of this user; made when there is none.
 *
 * @param subject - a folder that must not hold the key, because what is tried there could read it;
 *   null when there is none
 * @throws HoneError E_CONFIG when the key is damaged, readable by others or in the subject, E_DISK
 */
export function openReceiptKey(subject: string | null): ReceiptKey {
  const path = receiptKeyPath();
  if (subject !== null) {
    refuseInside(path, subject);
  }
  if (!existsSync(path)) {
    createKey(path);
  }
  const pem = readKeyFile(path);
  let privateKey: KeyObject;
  try {
    privateKey = createPrivateKey(pem);
  } catch (thrown) {
    throw damaged(path, messageOf(thrown), thrown);
  }
  if (privateKey.asymmetricKeyType !== 'ed25519') {
    throw damaged(path, `it is a key for ${privateKey.asymmetricKeyType ?? 'something else'}`);
  }
  return { privateKey, publicKey: publicKeyFrom(createPublicKey(privateKey)) };
}

/** The public key of this user, or null when none was made yet. @throws HoneError E_CONFIG */
export function localPublicKey(): PublicReceiptKey | null {
  return existsSync(receiptKeyPath()) ? openReceiptKey(null).publicKey : null;
}

/**
 * The public keys in a file, as `hone receipt key` prints them; one or several.
 *
 * @throws HoneError E_NOT_FOUND, E_FORMAT
 */
export function publicKeysIn(path: string): PublicReceiptKey[] {
  const text = readBounded(path);
  const blocks = text.match(/-----BEGIN [A-Z ]+-----[^-]*-----END [A-Z ]+-----/g) ?? [];
  const keys = blocks.map((block) => {
    try {
      return createPublicKey(block);
    } catch (thrown) {
      throw notKeys(path, messageOf(thrown), thrown);
    }
  });
  if (keys.length === 0 || keys.some((key) => key.asymmetricKeyType !== 'ed25519')) {
    throw notKeys(path, keys.length === 0 ? 'there is none in it' : 'one is for something else');
  }
  return keys.map(publicKeyFrom);
}

/** The key that a receipt names, or null when those bytes are none. */
export function publicKeyFromDer(base64: string): PublicReceiptKey | null {
  try {
    const der = Buffer.from(base64, 'base64');
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ed25519' ? publicKeyFrom(key) : null;
  } catch {
    return null; // said by the caller as what it is: a receipt without a usable key
  }
}

function publicKeyFrom(key: KeyObject): PublicReceiptKey {
  const der = key.export({ type: 'spki', format: 'der' });
  const pem = key.export({ type: 'spki', format: 'pem' }).toString();
  return { id: createHash('sha256').update(der).digest('hex'), der, pem };
}

/**
 * Writes the key beside its place and links it there: a reader sees the whole key or none, and when
 * two processes make one at once, both go on with the first.
 */
function createKey(path: string): void {
  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
  const temporary = `${path}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    try {
      writeExclusively(temporary, pem.toString());
      linkOrWrite(temporary, path, pem.toString());
    } finally {
      rmSync(temporary, { force: true });
    }
  } catch (thrown) {
    throw diskErrorFrom(thrown, path);
  }
}

function linkOrWrite(temporary: string, path: string, pem: string): void {
  try {
    linkSync(temporary, path);
  } catch (thrown) {
    const code = systemCodeOf(thrown) ?? '';
    if (code === 'EEXIST') {
      return; // another process made it meanwhile: use that one
    }
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(code)) {
      throw thrown;
    }
    writeExclusively(path, pem); // a file system without hard links
  }
}

function writeExclusively(path: string, text: string): void {
  const descriptor = openSync(path, 'wx', KEY_MODE);
  try {
    writeSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function readKeyFile(path: string): string {
  const { mode } = statSync(path);
  if ((mode & OTHERS_BITS) !== 0) {
    throw new HoneError(
      'E_CONFIG',
      `Others may read the key ${path} (mode ${(mode & 0o777).toString(8)}), so what it signs ` +
        `proves nothing. If nobody did, close it: chmod 600 ${path}. Else move it away, and a ` +
        `new one is made.`,
    );
  }
  return readBounded(path);
}

function readBounded(path: string): string {
  try {
    const { size } = statSync(path);
    if (size > KEY_FILE_BYTES_MAX) {
      throw notKeys(path, `it has ${size} bytes, more than ${KEY_FILE_BYTES_MAX}`);
    }
    return readFileSync(path, 'utf8');
  } catch (thrown) {
    if (thrown instanceof HoneError) {
      throw thrown;
    }
    throw new HoneError('E_NOT_FOUND', `Could not read the key ${path}: ${messageOf(thrown)}`, {
      cause: thrown,
    });
  }
}

/** Links on the way are followed as far as the path exists. */
function refuseInside(path: string, subject: string): void {
  let existing = dirname(path);
  while (!existsSync(existing) && dirname(existing) !== existing) {
    existing = dirname(existing);
  }
  const real = resolve(realpathSync(existing), relative(existing, path));
  const way = relative(realpathSync(subject), real);
  if (way !== '' && !way.startsWith('..') && !isAbsolute(way)) {
    throw new HoneError(
      'E_CONFIG',
      `The key that signs receipts would lie in the repository (${path}), where proposals could ` +
        `read it. Name another folder in XDG_CONFIG_HOME.`,
    );
  }
}

function damaged(path: string, why: string, cause?: unknown): HoneError {
  return new HoneError(
    'E_CONFIG',
    `The key ${path} can't be used: ${why}. Restore it from a backup, or move it away and a new ` +
      `one is made; receipts that the old one signed then count as signed by an unknown key ` +
      `unless you keep its public half.`,
    { cause },
  );
}

function notKeys(path: string, why: string, cause?: unknown): HoneError {
  return new HoneError(
    'E_FORMAT',
    `${path} holds no public key for receipts: ${why}. "hone receipt key" prints one.`,
    { cause },
  );
}
