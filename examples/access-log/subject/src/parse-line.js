import { parseTimestamp } from './timestamp.js';

/**
 * One request, as a line of the log tells it.
 *
 * @typedef {object} Entry
 * @property {string} client - address of the client
 * @property {number} timeMs - when it arrived, milliseconds since 1970 UTC
 * @property {string} method
 * @property {string} target - path and query as they were asked for
 * @property {number} status
 * @property {number} bytes - size of the answer's body
 * @property {string | null} referrer
 * @property {string} agent - the User-Agent header, '' when there was none
 * @property {number} durationMs - whole milliseconds until the answer was sent
 */

// Combined log format with the time taken in seconds at the end, e.g. nginx's
// '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent
// "$http_referer" "$http_user_agent" $request_time'. A quote inside a field is written \".
const QUOTED = String.raw`"((?:[^"\\]|\\.)*)"`;
const LINE = new RegExp(
  String.raw`^(\S+) \S+ \S+ \[([^\]]+)\] ${QUOTED} (\d{3}) (\d+|-) ${QUOTED} ${QUOTED} (\d+\.\d+)\s*$`,
);

/**
 * Parses one line.
 *
 * @param {string} line
 * @returns {Entry | null} null when the line is damaged or in another format
 */
export function parseLine(line) {
  const match = LINE.exec(line);
  if (match === null) {
    return null;
  }
  const [, client, time, request, status, bytes, referrer, agent, seconds] = match;
  const [method, target] = request.split(' ');
  const timeMs = parseTimestamp(time);
  if (target === undefined || Number.isNaN(timeMs)) {
    return null;
  }
  return {
    client,
    timeMs,
    method,
    target,
    status: Number(status),
    bytes: bytes === '-' ? 0 : Number(bytes),
    referrer: referrer === '-' ? null : unescapeQuotes(referrer),
    agent: agent === '-' ? '' : unescapeQuotes(agent),
    durationMs: Math.round(Number(seconds) * 1000),
  };
}

function unescapeQuotes(text) {
  return text.replaceAll('\\"', '"');
}
