/** Declares the parts of omggif 1.0.10 that are used; the package has no types. */
declare module "omggif" {
  export class GifReader {
    constructor(bytes: Uint8Array);
    readonly width: number;
    readonly height: number;
    numFrames(): number;
    loopCount(): number;
    frameInfo(i: number): Record<"x" | "y" | "width" | "height" | "delay" | "palette_offset" | "data_offset", number>;
    decodeAndBlitFrameRGBA(i: number, pixels: Uint8Array): void;
  }
}
