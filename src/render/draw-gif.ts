import { text } from "node:stream/consumers";
import { renderGif } from "./gif.ts";

// The program of the process that `gif-process.ts` starts.
process.stdout.write(await renderGif(JSON.parse(await text(process.stdin))));
