import assert from 'node:assert/strict';
import { test } from 'node:test';

import { queryValue, routeOf } from '../src/route.js';

test('leaves the query off and puts placeholders for what names one of many', () => {
  assert.equal(routeOf('/'), '/');
  assert.equal(routeOf('/users/42/orders?limit=20'), '/users/:id/orders');
  assert.equal(routeOf('/carts/0b8f1c9e-7d52-4f0a-9a55-1c2d3e4f5a6b'), '/carts/:id');
  assert.equal(routeOf('/static/app.3a4a32d7.js'), '/static/app.:hash.js');
});

test('keeps names that only look like numbers in part', () => {
  assert.equal(routeOf('/v2/top10/7up'), '/v2/top10/7up');
});

test('reads one page under its different spellings', () => {
  assert.equal(routeOf('/a//b/'), '/a/b');
  assert.equal(routeOf('/caf%C3%A9'), '/café');
  assert.equal(routeOf('/static/../login'), '/login');
  assert.equal(routeOf('https://shop.example/a?b'), '/a');
});

test('counts what is no URL as it stands', () => {
  assert.equal(routeOf('/%E0%A4%A'), '/%E0%A4%A');
  assert.equal(routeOf('*'), '/*');
});

test('decodes a value of the query', () => {
  assert.equal(queryValue('/search?page=2&q=desk+lamp', 'q'), 'desk lamp');
  assert.equal(queryValue('/search?q=wool%20blanket', 'q'), 'wool blanket');
  assert.equal(queryValue('/search?q=', 'q'), '');
  assert.equal(queryValue('/search?page=2', 'q'), null);
  assert.equal(queryValue('/q', 'q'), null);
});
