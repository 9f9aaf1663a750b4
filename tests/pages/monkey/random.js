// Numbers that look random, and are the same for the same seed in every browser (sfc32 by Chris Doty-Humphrey).

export class Random {
  #a;
  #b;
  #c;
  #counter = 1;

  constructor(seed) {
    // Any text, spread over three numbers (FNV-1a with three beginnings).
    [this.#a, this.#b, this.#c] = [0x811c9dc5, 0x01000193, 0x9e3779b9].map((begin) =>
      [...String(seed)].reduce((hash, sign) => Math.imul(hash ^ sign.codePointAt(0), 0x01000193) >>> 0, begin),
    );
    for (let turn = 0; turn < 15; turn++) {
      this.next();
    }
  }

  /** 32 bits. */
  next() {
    const sum = (this.#a + this.#b + this.#counter++) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  below(count) {
    return this.next() % count;
  }

  chance(percent) {
    return this.below(100) < percent;
  }

  one(list) {
    return list[this.below(list.length)];
  }

  /** One of `[weight, value]`. */
  weighted(pairs) {
    let at = this.below(pairs.reduce((sum, [weight]) => sum + weight, 0));
    return pairs.find(([weight]) => (at -= weight) < 0)[1];
  }
}
