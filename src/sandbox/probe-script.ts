/**
 * What a self-test tries, as a script for `sh`. It prints a line for each thing that succeeded; all
 * but `work` must fail; `unsaid` is judged from outside alone, because in a private folder it may
 * succeed. `connect-tried` says that the attempt to connect was made at all. The variables are
 * those of `selfTest`.
 */
export const PROBE_SCRIPT = `
can() {
  if (eval "$2") >/dev/null 2>&1; then echo "$1"; fi
}
if [ -n "$HONE_PROBE_PORT" ]; then
  "$HONE_PROBE_NODE" -e "$HONE_PROBE_CONNECT" &
fi
can work 'echo x >"$HONE_PROBE_WORK/written"'
can frozen 'echo x >"$HONE_PROBE_WORK/frozen/file"'
can frozen 'mv "$HONE_PROBE_WORK/frozen" "$HONE_PROBE_WORK/moved"'
can unsaid 'echo x >"$HONE_PROBE_OUTSIDE/written"'
can unsaid 'echo x >"$HONE_PROBE_FAR_FILE"'
can hidden 'test -e "$HONE_PROBE_HIDDEN/secret"'
can remount 'mount -o remount,rw,bind "$HONE_PROBE_WORK/frozen"'
can umount 'umount "$HONE_PROBE_WORK/frozen"'
can umount 'umount "$HONE_PROBE_HIDDEN"; test -e "$HONE_PROBE_HIDDEN/secret"'
can frozen 'echo x >"$HONE_PROBE_WORK/frozen/file"'
can kernel ': >>/proc/sys/kernel/core_pattern'
wait
echo end
`;

/** What the script has Node do: try the port of the variable, and say that it did. */
export const CONNECT_SCRIPT = `
const socket = require('node:net').connect(Number(process.env.HONE_PROBE_PORT), '127.0.0.1');
const timer = setTimeout(() => socket.destroy(), 2000);
socket.on('connect', () => require('node:fs').writeSync(1, 'connect\\n'));
socket.on('error', () => socket.destroy());
socket.on('close', () => {
  clearTimeout(timer);
  require('node:fs').writeSync(1, 'connect-tried\\n');
});
`;
