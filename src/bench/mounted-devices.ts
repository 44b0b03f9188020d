import { readFileSync } from 'node:fs';

/** `major:minor` of every file system that this process sees mounted: proc_pid_mountinfo(5). */
export function mountedDevices(): string[] {
  try {
    const lines = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
    return [...new Set(lines.map((line) => line.split(' ')[2] ?? '').filter((one) => one !== ''))];
  } catch {
    return []; // not Linux
  }
}
