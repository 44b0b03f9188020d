import assert from 'node:assert/strict';
import { test } from 'node:test';

import { insertionLine } from '../../src/cheats/insertion-line.ts';

test('leaves the interpreter and strict mode first in JavaScript', () => {
  assert.equal(insertionLine('import x from "x";\n', 'node'), 0);
  assert.equal(insertionLine('#!/usr/bin/env node\nlet x;\n', 'node'), 1);
  assert.equal(
    insertionLine("#!/usr/bin/env node\n/* a\n b */\n'use strict';\nlet x;\n", 'node'),
    4,
  );
  assert.equal(insertionLine("let x;\n'use strict';\n", 'node'), 0);
  assert.equal(insertionLine('', 'node'), 0);
});

test('leaves documentation and imports from __future__ first in Python', () => {
  assert.equal(insertionLine('import x\n', 'python'), 0);
  assert.equal(
    insertionLine('#!/usr/bin/python3\n# -*- coding: utf-8 -*-\nimport x\n', 'python'),
    2,
  );
  assert.equal(insertionLine('"""One line."""\nimport x\n', 'python'), 1);
  assert.equal(insertionLine('# c\n\n"""Two\nlines."""\n\nimport x\n', 'python'), 4);
  assert.equal(
    insertionLine(
      "'''Doc.'''\n\nfrom __future__ import (\n  annotations,\n)\nimport x\n",
      'python',
    ),
    5,
  );
  assert.equal(insertionLine('from __future__ import annotations\nx = 1\n', 'python'), 1);
  assert.equal(insertionLine('', 'python'), 0);
});

test('leaves the interpreter first in a shell script', () => {
  assert.equal(insertionLine('#!/bin/sh\nset -e\n', 'shell'), 1);
  assert.equal(insertionLine('set -e\n', 'shell'), 0);
});
