/** Paths of source code, by their extension. */
export const CODE: RegExp = new RegExp(
  String.raw`\.(?:[cm]?[jt]sx?|py|pyx|go|rs|c|cc|cpp|cxx|h|hpp|java|kt|scala|rb|php|cs|fs|swift|` +
    String.raw`zig|lua|pl|ex|exs|hs|ml|clj|dart|jl|r|sql|(?:ba|z|fi)?sh|vue|svelte)$`,
  'i',
);
