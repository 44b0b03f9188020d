import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Value } from 'typebox/value';

import { architectureNotes, wantedPaths } from '../../src/architecture/index.ts';
import { ARCHITECTURE_NOTES_SCHEMA, ArchitectureNotes } from '../../src/model/index.ts';

const NOW = '2026-03-14T09:26:53.589Z';

/** The notes of some files; what they say has to fit the published shape. */
function notesOf(files: Readonly<Record<string, string>>, others: readonly string[] = []) {
  const body = architectureNotes({
    files: Object.entries(files).map(([path, text]) => ({ path, text })),
    paths: new Set([...Object.keys(files), ...others]),
    notRead: [],
    now: NOW,
    madeBy: 'hone',
  });
  const document = {
    schema: ARCHITECTURE_NOTES_SCHEMA,
    run: 'r',
    commit: null,
    suiteHash: null,
    ...body,
  };
  assert.deepEqual([...Value.Errors(ArchitectureNotes, document)], []);
  return body;
}

/** `kind name file:line` for each place of each note. */
function placesIn(
  files: Readonly<Record<string, string>>,
  others: readonly string[] = [],
): string[] {
  return notesOf(files, others).notes.flatMap(({ kind, name, evidence }) =>
    evidence.map(({ file, line }) => `${kind} ${name} ${file}:${line}`),
  );
}

test('package.json says what runs, what others import, and what it talks to', () => {
  const text = `{
\t"name": "@acme/shop",
\t"bin": {
\t\t"shop": "bin/shop.js"
\t},
\t"exports": {
\t\t".": "./index.js",
\t\t"./cart": { "import": "./cart.js" }
\t},
\t"scripts": {
\t\t"start": "node server.js",
\t\t"test": "node --test"
\t},
\t"dependencies": {
\t\t"pg": "^8",
\t\t"kafkajs": "2.2.4",
\t\t"chalk": "5"
\t},
\t"devDependencies": { "mysql2": "3" }
}`;
  assert.deepEqual(placesIn({ 'package.json': text }), [
    'entry-point shop package.json:4',
    'entry-point @acme/shop package.json:7',
    'entry-point @acme/shop/cart package.json:8',
    'entry-point npm run start package.json:11',
    'store PostgreSQL package.json:15',
    'queue Kafka package.json:16',
  ]);
});

test('what package.json leaves to Node is an entry, and what is no code is none', () => {
  const shop = '{"name": "shop", "dependencies": {}}';
  assert.deepEqual(placesIn({ 'a/package.json': shop }, ['a/index.js']), [
    'entry-point shop a/index.js:1',
  ]);
  assert.deepEqual(placesIn({ 'a/package.json': shop }, ['index.js']), []);
  const api = { 'api/package.json': '{"main": "x.js", "scripts": {"start": "node ."}}' };
  assert.deepEqual(placesIn(api, ['api/index.js']), [
    'entry-point api/package.json api/package.json:1',
    'entry-point npm run start in api api/package.json:1',
  ]);
  assert.deepEqual(placesIn({ 'package.json': '{"main": "x.js"}' }, ['index.js']), [
    'entry-point package.json package.json:1',
  ]);
  const text = `{
  "name": "lib",
  "exports": {
    ".": { "types": "./a.d.ts", "import": { "default": "./a.js" } },
    "./types": { "types": "./t.d.ts", "default": "./t.d.mts" },
    "./secret/*": null,
    "./package.json": "./package.json"
  },
  "peerDependencies": { "pg": "8", "mysql2": "3" },
  "peerDependenciesMeta": { "mysql2": { "optional": true } }
}`;
  assert.deepEqual(placesIn({ 'package.json': text }), [
    'entry-point lib package.json:4',
    'store PostgreSQL package.json:9',
  ]);
});

test('a compose file with anchors and merged keys gives processes, stores and queues', () => {
  const text = `x-app: &app
  build: ./app
  environment: {A: 1}
services:
  web:
    <<: *app
    command: ["node", "server.js"]
  worker:
    <<: *app
  db:
    image: docker.io/library/postgres:16-alpine
  bus:
    image: confluentinc/cp-kafka@sha256:${'0'.repeat(64)}
  reader:
    extends: {service: db}
  mirror:
    extends: {service: db, file: other.yml}
`;
  const { notes } = notesOf({ 'docker-compose.yml': text });
  assert.deepEqual(
    notes.map(({ kind, name, evidence }) => [kind, name, evidence[0]?.line]),
    [
      ['process', 'web', 5],
      ['process', 'worker', 8],
      ['process', 'mirror', 16],
      ['store', 'PostgreSQL', 11],
      ['queue', 'Kafka', 13],
    ],
  );
  assert.equal(notes[0]?.evidence[0]?.text, 'service web: built from ./app, runs node server.js');
  const stores = notes[3]?.evidence.map((one) => one.text.split(':')[0]);
  assert.deepEqual(stores, ['service db', 'service reader']);
  const changes = 'services:\n  db: !reset null\n  web: {deploy: {replicas: 4}, command: x}\n';
  assert.deepEqual(placesIn({ 'compose.prod.yaml': changes }), [], 'they say not what it is');
});

test('several documents of Kubernetes give processes with replicas, schedules and stores', () => {
  const text = `apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  replicas: 3
  template:
    spec:
      containers:
        - name: api
          image: ghcr.io/acme/api:1
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: cache}
spec:
  template:
    spec:
      containers:
        - name: redis
          image: redis:7
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: nightly}
spec:
  schedule: "0 3 * * *"
  jobTemplate:
    spec: {template: {spec: {containers: [{name: job, image: acme/job}]}}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
`;
  const { notes } = notesOf({ 'k8s/all.yaml': text });
  assert.deepEqual(
    notes.map(({ kind, name, evidence }) => [kind, name, evidence[0]?.line]),
    [
      ['process', 'api', 10],
      ['schedule', 'nightly', 26],
      ['store', 'Redis', 20],
    ],
  );
  assert.match(notes[0]?.evidence[0]?.text ?? '', /Deployment api, 3 replicas: container api/);
});

test('programs of Go, Rust and Python and what they talk to are found', () => {
  const files = {
    'go.mod': `module acme.dev/x

require (
\tgithub.com/jackc/pgx/v5 v5.5.0
\tgithub.com/lib/pq v1.0.0 // indirect
)
`,
    'cmd/serve/main.go': '// serves\npackage main\n\nfunc main() {\n}\n',
    'cmd/serve/other.go': 'package main\n\nfunc other() {}\n',
    'Cargo.toml': `[package]
name = "tool" # the name

[[bin]]
name = "one"
path = "src/one.rs"
[dependencies]
redis = { version = "0.25", features = ["tokio"] }
[dev-dependencies]
rusqlite = "0.30"
`,
    'pyproject.toml': `[project]
name = "app"
dependencies = [
  "psycopg[binary] >= 3",  # the database
  "click",
]
[project.scripts]
app = "app.cli:main"
`,
    'requirements.txt': '# pinned\ncelery==5.4.0\n-r more.txt\n',
  };
  assert.deepEqual(placesIn(files), [
    'entry-point serve cmd/serve/main.go:4',
    'entry-point one Cargo.toml:5',
    'entry-point app pyproject.toml:8',
    'store PostgreSQL go.mod:4',
    'store PostgreSQL pyproject.toml:4',
    'store Redis Cargo.toml:8',
    'queue Celery requirements.txt:2',
  ]);
});

test('what containers and a Procfile start is found, over continued lines', () => {
  const files = {
    Dockerfile: `FROM --platform=linux/amd64 node:24
RUN npm ci \\
  # no scripts
  && npm test
CMD ["node", \\
  "server.js"]
`,
    Procfile: 'web: node server.js\nworker:  node worker.js\n# none\n',
  };
  assert.deepEqual(placesIn(files), [
    'entry-point Dockerfile: node server.js Dockerfile:5',
    'process web Procfile:1',
    'process worker Procfile:2',
  ]);
});

function span(system: string) {
  return { attributes: [{ key: 'db.system', value: { stringValue: system } }] };
}

/** A line of OTLP as JSON with two spans of a service. */
function traced(service: string, system: string): string {
  return JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] },
        scopeSpans: [{ spans: [span(system), span(system)] }],
      },
    ],
  });
}

test('traces say what ran and what it talked to, each once with its line', () => {
  const text = [traced('shop', 'postgresql'), traced('shop', 'postgresql'), traced('mail', 'what')];
  const { notes, not_read: notRead } = notesOf({ 'traces/traces.jsonl': text.join('\n') });
  assert.deepEqual(
    notes.map(({ kind, name, evidence }) => [kind, name, evidence.map((one) => one.line)]),
    [
      ['process', 'shop', [1]],
      ['process', 'mail', [3]],
      ['store', 'PostgreSQL', [1]],
    ],
  );
  assert.equal(notes[0]?.evidence[0]?.kind, 'trace');
  assert.deepEqual(notRead, []);
});

const broken = [
  ['compose.yml', 'services:\n  a: [1\n  b: {', /Line \d+ is not YAML/],
  ['compose.yml', `a: &a [1, 2]\n${bomb()}`, /too large|not YAML|nested/],
  ['package.json', '{"name": "x", ', /not YAML/],
  ['package.json', '', /no JSON object/],
  ['k8s/a.yaml', 'kind: Deployment\nname: {{ .Values.name }}\n', /template/],
  ['traces.jsonl', '{"resourceSpans": []}\n{"resource', /Line 2 is not JSON/],
  ['k8s/a.yaml', '['.repeat(50_000), /nested|not YAML/],
] as const;
for (const [path, text, reason] of broken) {
  test(`${path} with ${JSON.stringify(text.slice(0, 30))} is named and stops nothing`, () => {
    const { not_read: notRead, notes } = notesOf({
      [path]: text,
      Procfile: 'web: node a.js',
    });
    assert.equal(notRead[0]?.file, path);
    assert.match(notRead[0]?.reason ?? '', reason);
    assert.ok(notes.some(({ name }) => name === 'web'));
  });
}

/** Anchors that hold each other twice, fifty times over. */
function bomb(): string {
  return Array.from({ length: 50 }, (_, index) => {
    const before = index === 0 ? 'a' : `b${index - 1}`;
    return `k${index}: &b${index} [*${before}, *${before}]`;
  }).join('\n');
}

test('odd values, names and control characters neither throw nor get into names', () => {
  const odd = 'services: [1, 2]\nversion: 3\n';
  assert.deepEqual(placesIn({ 'compose.yaml': odd }), []);
  const names = 'services:\n  "we\\u0007b\\u2028x": {image: [1, {a: b}], command: {x: y}}\n';
  assert.deepEqual(placesIn({ 'compose.yaml': names }), ['process we b x compose.yaml:2']);
});

test('what others wrote, tests use or was built is not looked at, and the root comes first', () => {
  const paths = [
    'a/b/package.json',
    'node_modules/x/package.json',
    'test/fixtures/compose.yml',
    'vendor/y/go.mod',
    '.github/workflows/deploy/x.yml',
    'package.json',
    'deploy/api.yaml',
    'src/main.ts',
    'Dockerfile.dev',
  ];
  assert.deepEqual(wantedPaths(paths), [
    'Dockerfile.dev',
    'package.json',
    'deploy/api.yaml',
    'a/b/package.json',
  ]);
});
