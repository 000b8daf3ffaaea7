import { alarms, type Difference, type PictureChange } from "./compare.ts";

/** A difference as data: what `diff --json` prints. @param all with what has not changed */
export function differenceData(difference: Difference, all: boolean) {
  const { base, head, compared, problems, experiments, tables, pictures, files } = difference;
  return {
    base,
    head,
    same: files.length === 0,
    compared,
    problems,
    alarms: alarms(difference).map(({ name }) => name),
    experiments: experiments
      .filter(({ status }) => all || status !== "same")
      .map(({ unchanged, ...rest }) => (all ? { ...rest, unchanged } : rest)),
    tables,
    pictures: pictures.map(pictureData),
    files,
  };
}

function pictureData({ path, status, from, image, animation, problem }: PictureChange) {
  const pixels = image && { pixels: image.pixels, area: image.area, box: image.box };
  const most = animation?.most && { frame: animation.most.frame, pixels: animation.most.comparison.pixels };
  return {
    path,
    status,
    from,
    problem,
    before: (image ?? animation)?.before,
    after: (image ?? animation)?.after,
    ...pixels,
    frames: animation?.frames,
    most,
  };
}
