/** A module of WebAssembly; undefined where a bundle leaves it out, or nothing can compile it. */
export function compiled(bytes: BufferSource | undefined): WebAssembly.Module | undefined {
  if (bytes === undefined) return undefined;
  try {
    return new WebAssembly.Module(bytes);
  } catch {
    return undefined;
  }
}
