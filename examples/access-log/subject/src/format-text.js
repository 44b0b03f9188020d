/** The report for people. */
export function formatReport(report) {
  const { period, latency } = report;
  return sections([
    table('Log', [
      ['requests', report.requests],
      ['skipped lines', report.skipped],
      ['from', period?.from ?? '-'],
      ['to', period?.to ?? '-'],
      ['sent', formatBytes(report.bytes)],
      ['sent to bots', formatBytes(report.bytesToBots)],
      ['latency', latencyText(latency)],
    ]),
    table('Status', countRows(report.statuses)),
    table('Requests by hour (UTC)', countRows(report.requestsByHour)),
    table('Failures by hour (UTC)', countRows(report.failuresByHour)),
    table('Slow requests by hour (UTC)', countRows(report.slowByHour)),
    table(
      'Route',
      report.routes.map((row) => [
        row.route,
        row.hits,
        `${row.errors} errors`,
        formatBytes(row.bytes),
        latencyText(row),
      ]),
    ),
    table('Agent', countRows(report.agents)),
    table('Kind of agent', countRows(report.kinds)),
    table('System', countRows(report.systems)),
    table('Referrer', countRows(report.referrers)),
    table('Search', countRows(report.searches)),
    table(
      'Suspicious client',
      report.suspicious.map(({ client, requests, refused, probes }) => [
        client,
        `${requests} requests`,
        `${refused} refused`,
        `${probes} probes`,
      ]),
    ),
  ]);
}

/** The sessions for people. */
export function formatSessions(summary) {
  return sections([
    table('Sessions', [
      ['sessions', summary.sessions],
      ['clients', summary.clients],
      ['bounced', summary.bounced],
      ['skipped lines', summary.skipped],
      ['length', latencyText(summary.length)],
    ]),
    table(
      'Longest',
      summary.longest.map(({ client, start, requests, lengthMs, bytes }) => [
        client,
        start,
        `${requests} requests`,
        `${lengthMs} ms`,
        formatBytes(bytes),
      ]),
    ),
    table('First route', countRows(summary.entries)),
    table('Last route', countRows(summary.exits)),
    table('Returning client', countRows(summary.returning)),
  ]);
}

/** The slowest requests for people. */
export function formatSlowest({ requests, skipped }) {
  return sections([
    table(
      'Slowest request',
      requests.map(({ durationMs, time, client, method, target, status }) => [
        `${durationMs} ms`,
        time,
        client,
        status,
        `${method} ${target}`,
      ]),
    ),
    table('Log', [['skipped lines', skipped]]),
  ]);
}

/** Report and sessions for people. */
export function formatDigest({ report, sessions: visits }) {
  return sections([formatReport(report), formatSessions(visits)]);
}

function countRows(rows) {
  return rows.map(({ name, count }) => [name, count]);
}

function latencyText({ p50, p95, p99, max }) {
  return `p50 ${p50} ms, p95 ${p95} ms, p99 ${p99} ms, max ${max} ms`;
}

function formatBytes(bytes) {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let size = bytes;
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? size : size.toFixed(1)} ${units[unit]}`;
}

function table(title, rows) {
  const widths = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, String(cell).length);
    });
  }
  let text = `${title}\n`;
  for (const row of rows) {
    let line = ' ';
    row.forEach((cell, column) => {
      const shown = String(cell);
      const width = widths[column];
      line += ` ${typeof cell === 'number' ? shown.padStart(width) : shown.padEnd(width)}`;
    });
    text += `${line.trimEnd()}\n`;
  }
  return rows.length === 0 ? `${title}\n  none\n` : text;
}

function sections(tables) {
  return tables.join('\n');
}
