import type { Animation } from "../figures/animation.ts";
import type { Figure } from "../figures/figure.ts";
import { renderFigure } from "./figure.ts";
import { renderGif } from "./gif.ts";

/** A picture that is asked for, and what became of it. */
export type Picture = { readonly figure: Figure } | { readonly animation: Animation };
export type Request = Picture & { readonly id: number };
export type Answer = { readonly id: number } & ({ readonly drawn: unknown } | { readonly message: string });

// The program of the process that `drawing-process.ts` starts.
process.on("message", async (request: Request) => {
  const { id } = request;
  const drawing = "figure" in request ? renderFigure(request.figure) : renderGif(request.animation);
  const answer: Answer = await drawing.then(
    (drawn) => ({ id, drawn }),
    ({ message }) => ({ id, message }),
  );
  process.send?.(answer);
});
