const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const SHAPE = /^(\d{2})\/([A-Z][a-z]{2})\/(\d{4}):(\d{2}:\d{2}:\d{2}) ([+-]\d{2})(\d{2})$/;

/**
 * Reads a time as access logs write it, e.g. `10/Oct/2025:13:55:36 +0200`.
 *
 * @param {string} text
 * @returns {number} milliseconds since 1970 UTC; NaN when it is no time
 */
export function parseTimestamp(text) {
  const match = SHAPE.exec(text);
  if (match === null) {
    return NaN;
  }
  const [, day, monthName, year, time, zoneHours, zoneMinutes] = match;
  const month = String(MONTHS.indexOf(monthName) + 1).padStart(2, '0');
  return new Date(`${year}-${month}-${day}T${time}${zoneHours}:${zoneMinutes}`).getTime();
}

/**
 * The hour of the day, in UTC.
 *
 * @param {number} timeMs - milliseconds since 1970 UTC
 * @returns {string} '00' to '23'
 */
export function hourOfDay(timeMs) {
  return new Date(timeMs).toLocaleTimeString('en-GB', { hour: '2-digit', timeZone: 'UTC' });
}
