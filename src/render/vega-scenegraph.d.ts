/** The parts of vega-scenegraph that a renderer of one's own is made with; the package brings no types. */
declare module "vega-scenegraph" {
  import type { Canvas, CanvasRenderingContext2D, Image } from "canvas";

  interface DrawingOptions {
    /** What to draw on, instead of a canvas of its own. */
    readonly externalContext?: CanvasRenderingContext2D & { pixelRatio?: number };
  }
  class CanvasRenderer {
    /** @param origin where the picture's origin is, in nominal pixels @param scale pixels to a nominal one */
    initialize(
      element: null,
      width: number,
      height: number,
      origin: [number, number],
      scale: number,
      options?: DrawingOptions,
    ): this;
    canvas(): Canvas | null;
    renderAsync(scene: SceneMark): Promise<this>;
  }
  /** Marks hold items, and the items of groups hold marks. */
  interface SceneMark {
    readonly marktype: string;
    readonly items: readonly (GroupItem | ImageItem)[];
  }
  interface GroupItem {
    readonly items: readonly SceneMark[];
  }
  interface ImageItem {
    readonly url: string;
    /** The image that was loaded, from where. */
    image?: Image & { readonly url: string };
  }
  interface RenderModule {
    headless: typeof CanvasRenderer;
  }
  /** What draws pictures of a kind; set to another with a second argument. */
  export function renderModule(name: string, module?: RenderModule): RenderModule;
  export { CanvasRenderer, DrawingOptions, GroupItem, ImageItem, SceneMark };
}
