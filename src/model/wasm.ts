/** What WebAssembly makes; undefined where it cannot be made, for lack of memory or of an engine: whoever asks does without. */
export function attempted<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

/** A module of WebAssembly; undefined where a bundle leaves it out, or nothing can compile it. */
export const compiled = (bytes: BufferSource | undefined): WebAssembly.Module | undefined =>
  bytes && attempted(() => new WebAssembly.Module(bytes));
