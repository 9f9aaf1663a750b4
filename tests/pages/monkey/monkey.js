// Plays sequences, one after the other, and makes those that fail shorter. A sequence is made of its seed alone.

import { NAMES, any } from "./actions.js";
import { Random } from "./random.js";
import { Run } from "./run.js";
import { World } from "./world.js";

/** Tries to leave something out of a sequence that failed. */
const TRIES = 80;

export class Monkey {
  /** For whoever looks from outside. */
  progress = { played: 0, acts: 0, requests: 0, failures: [], isOver: false, error: null, reached: {}, now: "", at: "" };
  /** Sequences share a page, so that what one leaves behind is found by the next. */
  #world;

  /** Called by a page of ours, from its head. */
  enter(window) {
    this.#entering.watch(window);
  }

  #entering;

  /** `{"proxy","keys","seed","first","count","trace"}`: `count` sequences from number `first` on. */
  async start(given) {
    Object.assign(this, given);
    this.progress.isOver = false;
    try {
      for (let number = this.first; number < this.first + this.count; number++) {
        await this.#sequence(number);
        this.progress.played++;
      }
    } catch (reason) {
      this.progress.error = `${reason} ${reason?.stack}`;
    }
    this.progress.isOver = true;
  }

  /** What sequence `number` of this seed is. */
  plan(number) {
    const random = new Random(`${this.seed}:${number}`);
    return {
      how: random.one(["inline", "modal", "create", "create"]),
      siteField: random.weighted([
        [4, "show"],
        [3, "auto"],
      ]),
      // In a page of its own, whose Link has not arrived yet.
      isEarly: random.chance(12),
      end: random.weighted([
        [6, "connect"],
        [2, "close"],
        [1, "remove"],
        [1, "nothing"],
      ]),
      acts: Array.from({ length: 6 + random.below(40) }, () => [any(random), random.next()]),
    };
  }

  async #sequence(number) {
    const plan = this.plan(number);
    const world = plan.isEarly ? await this.#page(true) : (this.#world ??= await this.#page(false));
    const failure = await this.#play(plan, world);
    if (plan.isEarly) {
      world.leave();
    }
    if (failure) {
      this.#world?.leave();
      this.#world = undefined;
      const told = { number, failure };
      this.progress.failures.push(told);
      Object.assign(told, await this.#shrink(plan));
    }
  }

  async #page(isEarly) {
    const world = new World(this.proxy);
    this.#entering = world;
    await world.enter();
    world.holdsAssets = isEarly;
    await world.window.load();
    return world;
  }

  /** Why it failed, if it did. */
  async #play(plan, world) {
    let run;
    let last = "the beginning";
    try {
      const freshCompany = async () => (await fetch(`${this.proxy}/company`, { method: "POST" })).json();
      run = new Run(world, { ...plan, freshCompany }, this.keys, await freshCompany());
      await run.play((name) => {
        last = name;
        this.progress.acts++;
        this.progress.now = name;
        this.#reach(name, run.link.screen);
        if (this.trace) {
          this.progress.at += `${name} [${run.link.screen ?? "closed"}]\n`;
        }
      });
      this.#look(run);
      return undefined;
    } catch (reason) {
      return `after ${last}: ${reason.message}`;
    }
  }

  /** The same without whatever it fails without. */
  async #shrink(plan) {
    let tries = 0;
    const fails = async (acts) => {
      const start = performance.now();
      const world = await this.#page(plan.isEarly);
      const failure = await this.#play({ ...plan, acts }, world);
      world.leave();
      // What waits in vain takes its time each time.
      tries += 1 + (performance.now() - start) / 1_000;
      return failure;
    };
    let { acts } = plan;
    let alone = await fails(acts);
    if (!alone) {
      return { alone: "it does not fail in a page of its own: play those before it as well", acts };
    }
    for (let size = Math.ceil(acts.length / 2); size > 0; size = size === 1 ? 0 : Math.ceil(size / 2)) {
      for (let at = 0; at < acts.length && tries < TRIES;) {
        const fewer = acts.toSpliced(at, size);
        const failure = await fails(fewer);
        if (failure) {
          [acts, alone] = [fewer, failure];
        } else {
          at += size;
        }
      }
    }
    return { alone, acts, how: plan.how, siteField: plan.siteField, isEarly: plan.isEarly, end: plan.end };
  }

  #look(run) {
    this.progress.requests += run.world.requests;
    run.world.requests = 0;
    for (const [name, detail] of run.link.told) {
      this.#reach(name === "link-event" ? detail.eventName : name, detail?.metadata?.status, detail?.metadata?.error_code);
    }
  }

  /** What was put to the test, so that it cannot become nothing unnoticed. */
  #reach(...what) {
    what.filter(Boolean).forEach((name) => (this.progress.reached[name] = (this.progress.reached[name] ?? 0) + 1));
  }
}

export { NAMES };
