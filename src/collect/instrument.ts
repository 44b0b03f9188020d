import { NS_PER_US } from '../base/index.ts';
import type { CommandLine } from '../model/index.ts';
import { hookFile } from './hook-file.ts';
import { FILES_MAX, FOLDER_BYTES_MAX, LISTENER_NAME, PROFILE_BYTES_MAX } from './limits.ts';
import type { Collectors } from './options.ts';

/** Names the settings of the preload in the environment of every process of the command. */
const SETTINGS_NAME = 'HONE_COLLECT';

/** What lets perf name JavaScript functions; every Node from 16 on takes them on Linux. */
const PERF_FLAGS = ['--perf-basic-prof', '--interpreted-frames-native-stack'];

/**
 * The command with the preload in its environment. The user's own NODE_OPTIONS stay, behind ours.
 *
 * @param folder - absolute; the records are written there
 */
export function instrumented(
  line: CommandLine,
  collectors: Collectors,
  folder: string,
): CommandLine {
  const { cpuIntervalNs, allocIntervalBytes, gc, io, perfHz, calls = [] } = collectors;
  const settings = {
    folder,
    cpuIntervalUs: cpuIntervalNs === null ? null : Math.round(cpuIntervalNs / NS_PER_US),
    allocIntervalBytes,
    gc,
    io,
    calls: calls.length === 0 ? null : { listener: LISTENER_NAME, files: calls },
    perf: perfHz !== null,
    limits: {
      files: FILES_MAX,
      profileBytes: PROFILE_BYTES_MAX,
      folderBytes: FOLDER_BYTES_MAX,
    },
  };
  const options = [
    '--require',
    quoted(hookFile()),
    ...(perfHz === null ? [] : PERF_FLAGS),
    line.env['NODE_OPTIONS'] ?? '',
  ];
  return {
    ...line,
    env: {
      ...line.env,
      NODE_OPTIONS: options.join(' ').trim(),
      [SETTINGS_NAME]: JSON.stringify(settings),
    },
  };
}

/** A word of NODE_OPTIONS with spaces in it. @see https://nodejs.org/api/cli.html#node_optionsoptions */
function quoted(word: string): string {
  return `"${word.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
