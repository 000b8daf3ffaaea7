/** WebAssembly text, assembled by the bundler; undefined in a bundle for pages whose policy forbids WebAssembly. */
declare module "*.wat" {
  const bytes: Uint8Array<ArrayBuffer> | undefined;
  export default bytes;
}
