/** The parts of gifenc 1.0.3 that the animation uses; the package brings no types. */
declare module "gifenc" {
  type Color = number[];
  interface FrameOptions {
    /** Without `auto`: whether the size, the palette and the repetition of the whole come before it. */
    first?: boolean;
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
    writeHeader(): void;
    writeFrame(index: Uint8Array, width: number, height: number, options?: FrameOptions): void;
    finish(): void;
    /** What has been written, as a copy. */
    bytes(): Uint8Array;
    /** Forgets what has been written. */
    reset(): void;
  }

  export type { FrameOptions };
  export function GIFEncoder(options?: { auto?: boolean; initialCapacity?: number }): Encoder;
  export function quantize(rgba: Uint8Array | Uint8ClampedArray, maxColors: number): Color[];
  export function nearestColorIndex(colors: Color[], pixel: Color): number;
}
