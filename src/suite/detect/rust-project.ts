import { joinedWords } from '../split-words.ts';
import {
  type Candidate,
  type Detected,
  idFrom,
  NOTHING,
  plainCommand,
  stemOf,
  type Tree,
} from './detected.ts';

/** What Cargo.toml and the folders that cargo knows say. */
export function detectRust(tree: Tree): Detected {
  if (!tree.has('Cargo.toml')) {
    return NOTHING;
  }
  const manifest = tree.text('Cargo.toml');
  const locked = tree.has('Cargo.lock') ? ' --locked' : '';
  const benches = tree.files.filter((path) => /(?:^|\/)benches\/[^/]+\.rs$/.test(path));
  const criterion = /^\s*(?:criterion|divan|codspeed-criterion-compat)\b/m.test(manifest);
  return {
    ...NOTHING,
    setup: [plainCommand(`cargo build --release${locked}`, 'Cargo.toml is there')],
    test: [plainCommand(`cargo test${locked}`, 'Cargo.toml is there')],
    benchmarks: programs(tree, manifest),
    notes: benches.length === 0 ? [] : [benchesNote(benches, criterion)],
  };
}

function benchesNote(benches: readonly string[], criterion: boolean): string {
  const found = `There are cargo benchmarks (${benches.slice(0, 3).join(', ')}).`;
  return criterion
    ? `${found} Criterion repeats code for a fixed time, so "cargo bench" has no wall time worth ` +
        `comparing; hone import reads its results, or write a small program that does fixed work.`
    : `${found} "cargo bench" also compiles; build them in setup and run the program below ` +
        `target/release/deps, or write a small program that does fixed work.`;
}

/** Programs of the root package; their arguments have to come from a person. */
function programs(tree: Tree, manifest: string): Candidate[] {
  const names = new Set<string>();
  const own = /^\[package\][^[]*?^name\s*=\s*"([^"]+)"/ms.exec(manifest)?.[1];
  if (own !== undefined && tree.has('src/main.rs')) {
    names.add(own);
  }
  for (const match of manifest.matchAll(/^\[\[bin\]\][^[]*?^name\s*=\s*"([^"]+)"/gms)) {
    names.add(match[1] ?? '');
  }
  for (const path of tree.files.filter((one) => /^src\/bin\/[^/]+\.rs$/.test(one))) {
    names.add(stemOf(path));
  }
  return [...names].map((name) => ({
    id: idFrom(`${name}-start`),
    run: joinedWords([`./target/release/${name}`, '--help']),
    shell: false,
    cwd: '.',
    output: 'same',
    evidence: `cargo builds the program ${JSON.stringify(name)}; --help only shows its start`,
    confidence: 'low',
  }));
}
