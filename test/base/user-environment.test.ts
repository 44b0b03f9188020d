import assert from 'node:assert/strict';
import { test } from 'node:test';

import { userEnvironment } from '../../src/base/index.ts';

const userNode = '/usr/bin/node';

test('keeps what is the user’s own, to the byte', () => {
  const own = {
    PATH: '/usr/local/bin::/home/ada/.nvm/versions/node/v20/bin/:/usr/bin',
    HOME: '/home/ada',
    NODE_ENV: 'production',
    NODE_PATH: '/opt/lib',
    NODE: 'not from npm',
    COLOR: '1',
    EMPTY: '',
    npmish: 'npm',
    LINES: 'a\nb',
  };
  assert.deepEqual(userEnvironment(own, userNode), own);
});

test('drops what Node, npm and npx add', () => {
  const added = {
    NODE_OPTIONS: '--max-old-space-size=100',
    NODE_COMPILE_CACHE: '/tmp/cache',
    NODE_V8_COVERAGE: '/tmp/coverage',
    NODE_TEST_CONTEXT: 'child-v8',
    NODE_CHANNEL_FD: '3',
    NODE_CHANNEL_SERIALIZATION_MODE: 'json',
    NODE_UNIQUE_ID: '1',
    INIT_CWD: '/work',
    npm_execpath: '/usr/lib/npm',
    npm_config_cache: '/cache',
    NPM_CONFIG_X: 'y',
    NODE: '/usr/bin/node',
    COLOR: '0',
    UNSET: undefined,
  };
  assert.deepEqual(userEnvironment({ ...added, HOME: '/home/ada' }, userNode), {
    HOME: '/home/ada',
  });
});

test('takes the folders that npm adds out of PATH', () => {
  const PATH = [
    '/work/subject/node_modules/.bin',
    '/work/node_modules/.bin/',
    'node_modules/.bin',
    '/usr/lib/node_modules/npm/node_modules/@npmcli/run-script/lib/node-gyp-bin',
    '/work/hone/node_modules/node/bin',
    '/home/ada/bin',
    '/work/node_modules/.bin/deeper',
    '/opt/.bin',
    '/usr/bin',
  ].join(':');
  const kept = userEnvironment({ PATH }, '/work/hone/node_modules/node/bin/node')['PATH'];
  assert.equal(kept, '/home/ada/bin:/work/node_modules/.bin/deeper:/opt/.bin:/usr/bin');
});

test("keeps the folder of hone's Node when that is the user's own", () => {
  const PATH = '/usr/local/bin:/usr/bin:/bin';
  assert.deepEqual(userEnvironment({ PATH }, '/usr/bin/node'), { PATH });
});
