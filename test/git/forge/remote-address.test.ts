import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readRemoteAddress } from '../../../src/git/forge/remote-address.ts';

const ENGINE = ['github.com', 'ada/engine'];

test('understands every form of address that git takes', () => {
  const forms: [string, string[]][] = [
    ['https://github.com/ada/engine.git', ENGINE],
    ['https://ada:ghp_secret@github.com/ada/engine', ENGINE],
    ['https://ghp_secret@GitHub.com/ada/engine/', ENGINE],
    ['http://git.example.com:8080/ada/engine.git', ['git.example.com:8080', 'ada/engine']],
    ['git@github.com:ada/engine.git', ENGINE],
    ['github.com:ada/engine', ENGINE],
    ['ssh://git@github.com/ada/engine.git', ENGINE],
    ['ssh://git@ssh.github.com:443/ada/engine.git', ENGINE],
    ['git+ssh://git@github.com/ada/engine', ENGINE],
    ['git://github.com/ada/engine', ENGINE],
    ['https://gitlab.com/group/sub/engine.git', ['gitlab.com', 'group/sub/engine']],
    ['git@host:22/engine', ['host', '22/engine']],
    ['https://github.com/ada/%C3%A4', ['github.com', 'ada/ä']],
  ];
  for (const [text, [host, path]] of forms) {
    const address = readRemoteAddress(text);
    assert.ok(address.kind === 'host', text);
    assert.deepEqual([address.host, address.path], [host, path], text);
    assert.ok(!address.shown.includes('secret'), address.shown);
  }
  for (const text of ['/srv/git/engine.git', '../engine', 'C:\\git', './a:b', 'file:///srv/x']) {
    const wanted = text === 'C:\\git' ? 'host' : 'folder';
    assert.equal(readRemoteAddress(text).kind, wanted, text);
  }
  for (const text of ['', 'ext::sh -c evil', 'ext://x', 'https://', 'https://[/x']) {
    const { kind } = readRemoteAddress(text);
    assert.ok(kind === 'unknown' || text.startsWith('ext::'), `${text} is ${kind}`);
  }
});
