import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import { withoutCredentials } from '../../../src/git/index.ts';
import { readRemoteAddress } from '../../../src/git/forge/remote-address.ts';

test('no login of an address is ever shown', () => {
  const secret = fc
    .stringMatching(/^[A-Za-z0-9._~!$&()*+,;=:%-]{6,20}$/)
    .map((text) => `Zq${text}`);
  fc.assert(
    fc.property(secret, fc.constantFrom('https', 'ssh', 'http', 'ftp'), (login, scheme) => {
      const url = `${scheme}://${login}@host.example/ada/engine`;
      const address = readRemoteAddress(url);
      assert.ok(!address.shown.includes(login));
      const words = `fatal: unable to access '${url}/': 403`;
      const clean = `fatal: unable to access '${scheme}://host.example/ada/engine/': 403`;
      assert.equal(withoutCredentials(words), clean);
    }),
  );
  assert.equal(withoutCredentials('mail a@b.c, https://x/y@z'), 'mail a@b.c, https://x/y@z');
});
