import { makeSettings } from "../../settings.ts";
import { showCycle } from "./cycle-view.ts";
import { showExperiment } from "./experiment-view.ts";
import { showLaw } from "./law-view.ts";

/** The live figures of the article, each below a static one, which is found by its picture. */
const given = JSON.parse(document.getElementById("live")!.dataset.settings!);

const views: Readonly<Record<string, (figure: Element) => void>> = {
  recovery_bars: (figure) => showExperiment(figure, makeSettings({ ...given, seed: BigInt(given.seed) })),
  "studies/law": showLaw,
  "studies/cycle": showCycle,
};

for (const [name, show] of Object.entries(views)) {
  const picture = document.querySelector(`img[src="viz/${name}.svg"]`);
  if (!picture) continue;
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      observer.disconnect();
      show(picture.closest("figure")!);
    },
    { rootMargin: "400px" },
  );
  observer.observe(picture);
}
