import program from "bundled:worker";
import { AddressBar } from "./address-bar.ts";
import { Announcer } from "./announcer.ts";
import { type Choice, experimentOf, published, recordsOf, withoutRecord } from "./choice.ts";
import { byId } from "./elements.ts";
import { headlineOf } from "./headline.ts";
import type { Overview, Snapshot } from "./messages.ts";
import { Player } from "./player.ts";
import { PlayerBar } from "./player-bar.ts";
import { PresetBar } from "./preset-bar.ts";
import { Runner } from "./runner.ts";
import { SettingsForm } from "./settings-form.ts";
import { TakeAlong } from "./take-along.ts";
import { Views } from "./views.ts";

/** A worker from the page itself: a file has no other place to load one from. */
function spawn(): Worker {
  const address = URL.createObjectURL(new Blob([program], { type: "text/javascript" }));
  const worker = new Worker(address);
  URL.revokeObjectURL(address);
  return worker;
}

/** Long enough that a scrubber that is dragged moves the address once. */
const REST_MS = 250;

/** The page: a choice is run, the run is shown, and the address follows. */
class Explorer {
  readonly #results = byId("results", HTMLElement);
  readonly #failure = byId("failure", HTMLElement);
  readonly #problem = byId("problem", HTMLElement);
  readonly #announcer = new Announcer(byId("announcement", HTMLElement));
  readonly #player = new Player(requestAnimationFrame.bind(window), () => this.#moved());
  readonly #playerBar = new PlayerBar(this.#player);
  readonly #views = new Views((record) => this.#player.go(record));
  readonly #presetBar = new PresetBar(byId("presets", HTMLElement), byId("look", HTMLElement), (choice) => {
    this.#open(choice);
    this.#address.push(choice);
  });
  readonly #form = new SettingsForm(byId("controls", HTMLElement), {
    chosen: (choice) => this.#choose(choice),
    rested: () => this.#address.push(this.#choice),
  });
  readonly #takeAlong = new TakeAlong(() => this.#runner.file());
  readonly #address = new AddressBar((choice, problem) => this.#open(choice, problem));
  readonly #runner = new Runner(spawn, {
    began: () => {
      this.#results.ariaBusy = "true";
      this.#announcer.say("Running.");
    },
    ran: (overview, snapshot) => this.#ran(overview, snapshot),
    compared: (controls) => this.#views.compared(controls),
    shown: (snapshot) => this.#views.shown(snapshot),
    failed: (message) => this.#fail(message),
  });
  #choice: Choice = published;
  #rest: ReturnType<typeof setTimeout> | undefined;

  start(): void {
    const { choice, problem } = this.#address.read();
    this.#open(choice, problem);
  }

  /** Takes over what an address holds, or a preset. */
  #open(choice: Choice, problem = ""): void {
    this.#form.show(choice);
    this.#choose(choice);
    this.#problem.textContent = problem;
  }

  #choose(choice: Choice): void {
    clearTimeout(this.#rest);
    this.#choice = choice;
    this.#problem.textContent = "";
    this.#presetBar.show(choice);
    this.#takeAlong.show(choice);
    const experiment = experimentOf(choice);
    this.#runner.run(experiment, choice.record ?? recordsOf(experiment.settings) - 1);
  }

  #ran(overview: Overview, snapshot: Snapshot): void {
    this.#results.hidden = false;
    this.#results.ariaBusy = "false";
    this.#failure.textContent = "";
    this.#player.load(overview.timeline.length, snapshot.pairs.record);
    this.#views.ran(overview, snapshot);
    this.#playerBar.show(this.#views.sentenceOf(this.#player.record));
    this.#announcer.say(headlineOf(overview));
  }

  /** A run that ends without numbers: what was there before would be another's. */
  #fail(message: string): void {
    this.#results.hidden = true;
    this.#results.ariaBusy = "false";
    this.#failure.textContent = message;
  }

  #moved(): void {
    this.#runner.show(this.#player.record);
    this.#playerBar.show(this.#views.sentenceOf(this.#player.record));
    clearTimeout(this.#rest);
    if (!this.#player.playing) this.#rest = setTimeout(() => this.#rested(), REST_MS);
  }

  /** The reader has come to rest at a record: it is part of the address, unless it is the last. */
  #rested(): void {
    const { record, last } = this.#player;
    const choice = withoutRecord(this.#choice);
    this.#choice = record === last ? choice : { ...choice, record };
    this.#address.replace(this.#choice);
  }
}

/** The link to the results would change the address, which holds the choice. */
function skipWithoutAddress(): void {
  const results = byId("results", HTMLElement);
  byId("skip", HTMLElement).addEventListener("click", (event) => {
    event.preventDefault();
    results.focus();
  });
}

/** A phone shows the results first, and the settings when they are asked for. */
function openSettings(): void {
  byId("settings", HTMLDetailsElement).open = matchMedia("(min-width: 900px)").matches;
}

byId("explorer", HTMLElement).hidden = false;
openSettings();
skipWithoutAddress();
new Explorer().start();
