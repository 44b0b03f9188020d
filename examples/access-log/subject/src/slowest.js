/**
 * The requests that took longest; of equally slow ones, the earlier comes first.
 *
 * @param {{ entries: import('./parse-line.js').Entry[], skipped: number }} log
 * @param {number} top - most rows
 */
export function slowestRequests({ entries, skipped }, top) {
  const requests = [...entries]
    .sort((left, right) => right.durationMs - left.durationMs || left.timeMs - right.timeMs)
    .slice(0, top)
    .map(({ durationMs, timeMs, client, method, target, status }) => ({
      durationMs,
      time: new Date(timeMs).toISOString(),
      client,
      method,
      target,
      status,
    }));
  return { skipped, requests };
}
