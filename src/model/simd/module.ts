/** Bytes of a number. */
export const NUMBER_BYTES = 8;
const PAGE_BYTES = 65_536;

/** Runs what an engine may lack or refuse; undefined where it does. */
function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

/** Reads a module that was assembled; undefined where there is no WebAssembly. @param base64 its bytes */
export const readModule = (base64: string): WebAssembly.Module | undefined =>
  attempt(() => new WebAssembly.Module(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))));

/** Gives a module memory for so many numbers, all 0; undefined where there is no module, or no memory for it. */
export function instantiate(module: WebAssembly.Module | undefined, numbers: number) {
  const pages = Math.ceil((NUMBER_BYTES * numbers) / PAGE_BYTES);
  return (
    module &&
    attempt(() => {
      const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
      return { memory, exports: new WebAssembly.Instance(module, { simd: { memory } }).exports };
    })
  );
}
