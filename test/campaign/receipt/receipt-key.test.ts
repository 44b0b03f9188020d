import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';

import { HoneError } from '../../../src/base/index.ts';
import {
  localPublicKey,
  openReceiptKey,
  publicKeyFromDer,
  publicKeysIn,
  receiptKeyPath,
} from '../../../src/campaign/receipt/receipt-key.ts';

const SAVED = ['HOME', 'XDG_CONFIG_HOME'].map((name) => [name, process.env[name]] as const);

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'hone-receipt-key-')));
  process.env['XDG_CONFIG_HOME'] = join(folder, 'config');
});
afterEach(() => {
  for (const [name, value] of SAVED) {
    if (value === undefined) {
      delete process.env[name];
    } else {
      process.env[name] = value;
    }
  }
  rmSync(folder, { recursive: true, force: true });
});

function assertRefused(work: () => unknown, code: string, message: RegExp): void {
  assert.throws(work, (thrown) => {
    assert.ok(thrown instanceof HoneError, String(thrown));
    assert.equal(thrown.code, code);
    assert.match(thrown.message, message);
    return true;
  });
}

test('makes a key on first use that only its owner can read, and uses it from then on', () => {
  assert.equal(localPublicKey(), null, 'asking does not make one');
  const first = openReceiptKey(null).publicKey;
  const path = join(folder, 'config', 'hone', 'receipt-key.pem');
  assert.equal(receiptKeyPath(), path);
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.equal(statSync(dirname(path)).mode & 0o777, 0o700);
  assert.deepEqual(readdirSync(dirname(path)), ['receipt-key.pem'], 'nothing else is left');
  assert.equal(openReceiptKey(null).publicKey.id, first.id);
  assert.equal(localPublicKey()?.id, first.id);
  assert.equal(publicKeyFromDer(first.der.toString('base64'))?.id, first.id);
});

test('a relative XDG_CONFIG_HOME is ignored, as its specification says', () => {
  process.env['XDG_CONFIG_HOME'] = 'relative';
  process.env['HOME'] = folder;
  assert.equal(receiptKeyPath(), join(folder, '.config', 'hone', 'receipt-key.pem'));
  delete process.env['XDG_CONFIG_HOME'];
  assert.equal(receiptKeyPath(), join(folder, '.config', 'hone', 'receipt-key.pem'));
});

test('processes that make the key at once go on with the same one', async () => {
  const module = new URL('../../../src/campaign/receipt/receipt-key.ts', import.meta.url).href;
  const script = `import(${JSON.stringify(module)}).then((keys) =>
    process.stdout.write(keys.openReceiptKey(null).publicKey.id))`;
  const ids = await Promise.all(Array.from({ length: 4 }, () => printedBy(script)));
  assert.match(ids[0] ?? '', /^[0-9a-f]{64}$/);
  assert.equal(new Set(ids).size, 1, ids.join(' '));
});

function printedBy(script: string): Promise<string> {
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => (printed += part));
  return new Promise((resolve, reject) => {
    child.on('error', reject).on('close', () => resolve(printed));
  });
}

test('the key does not go into the subject, not through a link either', () => {
  const subject = join(folder, 'subject');
  mkdirSync(subject);
  process.env['XDG_CONFIG_HOME'] = join(subject, '.config');
  assertRefused(() => openReceiptKey(subject), 'E_CONFIG', /in the repository.*XDG_CONFIG_HOME/);
  symlinkSync(subject, join(folder, 'link'));
  process.env['XDG_CONFIG_HOME'] = join(folder, 'link', 'deep', 'config');
  assertRefused(() => openReceiptKey(subject), 'E_CONFIG', /in the repository/);
  assert.deepEqual(readdirSync(subject), []);
  process.env['XDG_CONFIG_HOME'] = `${subject}-beside`;
  assert.ok(openReceiptKey(subject).publicKey.id);
});

test('a key that others may read, that is damaged or of another kind is not used', () => {
  openReceiptKey(null);
  const path = receiptKeyPath();
  chmodSync(path, 0o644);
  assertRefused(() => openReceiptKey(null), 'E_CONFIG', /mode 644.*chmod 600/);
  chmodSync(path, 0o600);
  writeFileSync(path, 'nonsense');
  assertRefused(() => openReceiptKey(null), 'E_CONFIG', /can't be used/);
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  writeFileSync(path, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  assertRefused(() => openReceiptKey(null), 'E_CONFIG', /it is a key for ec/);
});

test('a folder that can not be written is said so', () => {
  writeFileSync(join(folder, 'config'), '');
  assertRefused(() => openReceiptKey(null), 'E_DISK', /receipt-key\.pem/);
});

test('a file of keys may hold several, and what is none is said so', () => {
  const own = openReceiptKey(null).publicKey;
  process.env['XDG_CONFIG_HOME'] = join(folder, 'other');
  const other = openReceiptKey(null).publicKey;
  const file = join(folder, 'keys');
  writeFileSync(file, `mine\n${own.pem}fingerprint ${own.id}\n\n${other.pem}`);
  assert.deepEqual(
    publicKeysIn(file).map(({ id }) => id),
    [own.id, other.id],
  );
  writeFileSync(file, 'no key');
  assertRefused(() => publicKeysIn(file), 'E_FORMAT', /there is none in it.*hone receipt key/);
  writeFileSync(file, '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n');
  assertRefused(() => publicKeysIn(file), 'E_FORMAT', /holds no public key/);
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  writeFileSync(file, publicKey.export({ type: 'spki', format: 'pem' }));
  assertRefused(() => publicKeysIn(file), 'E_FORMAT', /for something else/);
  truncateSync(file, 10_000_000);
  assertRefused(() => publicKeysIn(file), 'E_FORMAT', /more than 65536/);
  assertRefused(() => publicKeysIn(join(folder, 'none')), 'E_NOT_FOUND', /none/);
  assert.equal(publicKeyFromDer('AAAA'), null);
});
