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

const observer = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      observer.unobserve(target);
      const [, name] = /viz\/(.+)\.svg$/.exec(target.getAttribute("src")!)!;
      views[name!]!(target.closest("figure")!);
    }
  },
  { rootMargin: "400px" },
);
for (const name of Object.keys(views)) {
  const picture = document.querySelector(`img[src="viz/${name}.svg"]`);
  if (picture) observer.observe(picture);
}
