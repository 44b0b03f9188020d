import { CommanderError } from 'commander';

import { HoneError, systemCodeOf } from '../base/index.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { joinInputFlags } from './flags.ts';
import { withSentence } from './flow-run-command.ts';
import { programFor } from './program.ts';
import type { Session } from './session.ts';

/**
 * Signals that come together are one wish: a terminal's Ctrl-C reaches everything in front of it,
 * and npx and the older Node that started this one hand it on besides. In ms.
 */
const ONE_WISH_MS = 500;

// Whoever reads may stop early (`hone run --help | head`): what is left is then for nobody.
process.stdout.on('error', (thrown) => {
  if (systemCodeOf(thrown) !== 'EPIPE') {
    throw thrown;
  }
});

await run(process.argv.slice(2));

async function run(argv: readonly string[]): Promise<void> {
  const abort = new AbortController();
  const dashes = argv.indexOf('--');
  const own = dashes === -1 ? argv : argv.slice(0, dashes);
  const afterDashes = dashes === -1 ? [] : argv.slice(dashes + 1);
  const session: Session = { signal: abort.signal, afterDashes, exitCode: EXIT.passed };
  const stop = interruptWith(abort);
  try {
    await programFor(session).parseAsync(withSentence(joinInputFlags(own)), { from: 'user' });
    process.exitCode = session.exitCode;
  } catch (thrown) {
    process.exitCode = report(thrown);
  } finally {
    stop();
  }
}

/** First signal: stop in order. Second: the user means it. */
function interruptWith(abort: AbortController): () => void {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  let firstMs: number | null = null;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (firstMs !== null && performance.now() - firstMs < ONE_WISH_MS) {
      return;
    }
    if (firstMs !== null) {
      process.exit(EXIT.interrupted);
    }
    firstMs = performance.now();
    abort.abort(new HoneError('E_INTERRUPTED', `Stopped by ${signal}. Nothing was left running.`));
  };
  // The older Node that started this one was killed, and nobody but it could be told to stop.
  const onDisconnect = (): void => onSignal('SIGHUP');
  process.on('disconnect', onDisconnect);
  process.channel?.unref();
  for (const signal of signals) {
    process.on(signal, onSignal);
  }
  return () => {
    process.off('disconnect', onDisconnect);
    for (const signal of signals) {
      process.off(signal, onSignal);
    }
  };
}

function report(thrown: unknown): number {
  if (thrown instanceof CommanderError) {
    // Commander has printed it already; help and version are no failures.
    return thrown.exitCode === 0 ? EXIT.passed : EXIT.badUse;
  }
  if (thrown instanceof HoneError) {
    process.stderr.write(`${thrown.message}\n`);
    return exitCodeOf(thrown.code);
  }
  const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  process.stderr.write(
    `${text}\n\nThis is a bug in hone. Please report it with the lines above.\n`,
  );
  return EXIT.badUse;
}
