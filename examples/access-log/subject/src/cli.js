import { parseArgs } from 'node:util';

import { formatDigest, formatReport, formatSessions, formatSlowest } from './format-text.js';
import { readLog } from './read-log.js';
import { buildReport } from './report.js';
import { summariseSessions } from './sessions.js';
import { slowestRequests } from './slowest.js';

const USAGE = `Usage: access-log COMMAND FILE [--top N] [--format text|json]

Commands:
  report    hits, latencies, clients and trouble, for the whole log
  sessions  visits by client: a pause of 30 minutes starts a new one
  slowest   the requests that took longest
  digest    report and sessions together

Options:
  --top N       length of each list, 1 to 1000 (default 10)
  --format F    text for people, json for programs (default text)
`;

const COMMANDS = {
  report: { build: buildReport, format: formatReport },
  sessions: { build: summariseSessions, format: formatSessions },
  slowest: { build: slowestRequests, format: formatSlowest },
  digest: { build: buildDigest, format: formatDigest },
};

/**
 * Runs one command line.
 *
 * @param {string[]} words - what stands after the program's name
 * @returns {number} exit code: 0 done, 1 the file can't be read, 2 the words are not understood
 */
export function main(words, stdout, stderr) {
  const request = readWords(words);
  if (request.kind === 'help') {
    stdout.write(USAGE);
    return 0;
  }
  if (request.kind === 'misuse') {
    stderr.write(`${request.message}\n\n${USAGE}`);
    return 2;
  }
  let log;
  try {
    log = readLog(request.file);
  } catch (error) {
    stderr.write(`Could not read ${request.file}: ${error.message}\n`);
    return 1;
  }
  const { build, format } = COMMANDS[request.command];
  const result = build(log, request.top);
  stdout.write(request.format === 'json' ? `${JSON.stringify(result, null, 2)}\n` : format(result));
  return 0;
}

function buildDigest(log, top) {
  return { report: buildReport(log, top), sessions: summariseSessions(log, top) };
}

function readWords(words) {
  const misuse = (message) => ({ kind: 'misuse', message });
  let parsed;
  try {
    parsed = parseArgs({
      args: words,
      allowPositionals: true,
      options: {
        top: { type: 'string', default: '10' },
        format: { type: 'string', default: 'text' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    return misuse(error.message);
  }
  const { values, positionals } = parsed;
  if (values.help) {
    return { kind: 'help' };
  }
  const [command, file, ...rest] = positionals;
  if (!Object.hasOwn(COMMANDS, command ?? '')) {
    return misuse(command === undefined ? 'No command was given.' : `No command "${command}".`);
  }
  if (file === undefined || rest.length > 0) {
    return misuse(`"${command}" reads exactly one file.`);
  }
  const top = Number(values.top);
  if (!Number.isInteger(top) || top < 1 || top > 1000) {
    return misuse(`--top takes a whole number from 1 to 1000, not "${values.top}".`);
  }
  if (values.format !== 'text' && values.format !== 'json') {
    return misuse(`--format takes text or json, not "${values.format}".`);
  }
  return { kind: 'run', command, file, top, format: values.format };
}
