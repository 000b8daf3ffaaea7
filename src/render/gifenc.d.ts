/** The parts of gifenc 1.0.3 that the animation uses; the package brings no types. */
declare module "gifenc" {
  type Color = number[];
  interface FrameOptions {
    palette?: Color[];
    /** Milliseconds, written in hundredths of a second. */
    delay?: number;
    /** 0 loops for ever. */
    repeat?: number;
    transparent?: boolean;
    transparentIndex?: number;
    /** 1 leaves the frame in place. */
    dispose?: number;
    /** Bits of an index. */
    colorDepth?: number;
  }
  interface Encoder {
    writeFrame(index: Uint8Array, width: number, height: number, options?: FrameOptions): void;
    finish(): void;
    bytes(): Uint8Array;
    /** The bytes so far, not a copy. */
    bytesView(): Uint8Array;
  }
  export function GIFEncoder(): Encoder;
  export function quantize(rgba: Uint8Array | Uint8ClampedArray, maxColors: number): Color[];
  export function nearestColorIndex(colors: Color[], pixel: Color): number;
}
