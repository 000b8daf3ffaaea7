/** The parts of omggif 1.0.10 that are used; the package brings no types. */
declare module "omggif" {
  export class GifReader {
    constructor(bytes: Uint8Array);
    readonly width: number;
    readonly height: number;
    numFrames(): number;
    loopCount(): number;
    frameInfo(frame: number): {
      x: number;
      y: number;
      width: number;
      height: number;
      delay: number;
      palette_offset: number;
      data_offset: number;
    };
    decodeAndBlitFrameRGBA(frame: number, pixels: Uint8Array): void;
  }
}
