/**
 * The sound's effects in plain JavaScript, as people write them for a worklet: fixed parameters, stereo, one quantum at a
 * time. The benchmark compares the modules with it. `e2e/wasm/audio-js.test.ts` checks that it computes the same.
 */

/** A quantum: planes of both channels, changed in place. */
export type JsEffect = (left: Float32Array, right: Float32Array) => void;

/** One chain of effects, with the other work of the module: repair, meters, clipping. */
export interface JsAudio {
  process(input: readonly Float32Array[], output: readonly Float32Array[]): void;
}

/**
 * Makes a chain. `effects`: names as in `src/catalogue/effects.ts` and their parameters. One function with everything in it, because
 * it is sent into a page as text.
 */
export function makeJsAudio(rate: number, effects: readonly (readonly [string, ...number[]])[]): JsAudio {
  const factor = (db: number) => 10 ** (db / 20);
  const frames = (ms: number) => Math.round((ms * rate) / 1000);
  const share = (ms: number) => 1 - Math.exp(-1000 / (ms * rate));

  function gain(db: number): JsEffect {
    const by = factor(db);
    return (left, right) => {
      for (let i = 0; i < left.length; i++) {
        left[i] = (left[i] as number) * by;
        right[i] = (right[i] as number) * by;
      }
    };
  }

  function section(b: number[], a: number[]): JsEffect {
    const [b0, b1, b2, a1, a2] = [...b, a[1] as number, a[2] as number].map((c) => c / (a[0] as number)) as [
      number,
      number,
      number,
      number,
      number,
    ];
    const run = (state: Float64Array, plane: Float32Array) => {
      let [x1, x2, y1, y2] = state as unknown as [number, number, number, number];
      for (let i = 0; i < plane.length; i++) {
        const x = plane[i] as number;
        const y = b0 * x + b1 * x1 + b2 * x2 - a2 * y2 - a1 * y1;
        x2 = x1;
        x1 = x;
        y2 = y1;
        y1 = y;
        plane[i] = y;
      }
      state[0] = x1;
      state[1] = x2;
      state[2] = y1;
      state[3] = y2;
    };
    const states = [new Float64Array(4), new Float64Array(4)] as const;
    return (left, right) => {
      run(states[0], left);
      run(states[1], right);
    };
  }

  function highPass(hz: number, q: number): JsEffect {
    const w = (2 * Math.PI * hz) / rate;
    const alpha = Math.sin(w) / (2 * q);
    const half = (1 + Math.cos(w)) / 2;
    return section([half, -2 * half, half], [1 + alpha, -2 * Math.cos(w), 1 - alpha]);
  }

  function shelf(db: number, hz: number, high: boolean): JsEffect {
    const w = (2 * Math.PI * hz) / rate;
    const sign = high ? -1 : 1;
    const cos = sign * Math.cos(w);
    const a = 10 ** (db / 40);
    const root = 2 * Math.sqrt(a) * (Math.sin(w) / 2) * Math.SQRT2;
    return section(
      [
        a * (a + 1 - (a - 1) * cos + root),
        sign * 2 * a * (a - 1 - (a + 1) * cos),
        a * (a + 1 - (a - 1) * cos - root),
      ],
      [a + 1 + (a - 1) * cos + root, sign * -2 * (a - 1 + (a + 1) * cos), a + 1 + (a - 1) * cos - root],
    );
  }

  function peak(db: number, hz: number): JsEffect {
    const w = (2 * Math.PI * hz) / rate;
    const alpha = Math.sin(w) / (2 * 0.9);
    const a = 10 ** (db / 40);
    const middle = -2 * Math.cos(w);
    return section([1 + alpha * a, middle, 1 - alpha * a], [1 + alpha / a, middle, 1 - alpha / a]);
  }

  function equalizer(
    low: number,
    mid: number,
    high: number,
    lowHz: number,
    midHz: number,
    highHz: number,
  ): JsEffect {
    const bands = [shelf(low, lowHz, false), peak(mid, midHz), shelf(high, highHz, true)];
    return (left, right) => {
      for (const band of bands) band(left, right);
    };
  }

  function gate(
    threshold: number,
    hysteresis: number,
    attackMs: number,
    holdMs: number,
    releaseMs: number,
    floorDb: number,
  ): JsEffect {
    const [opens, keeps, floor] = [factor(threshold), factor(threshold - hysteresis), factor(floorDb)];
    const up = 1 / Math.max(1, frames(attackMs));
    const down = factor(floorDb / Math.max(1, frames(releaseMs)));
    const hold = frames(holdMs);
    let [open, held, by] = [true, hold, 1];
    return (left, right) => {
      for (let i = 0; i < left.length; i++) {
        const level = Math.max(Math.abs(left[i] as number), Math.abs(right[i] as number));
        if (level >= opens || (open && level >= keeps)) {
          open = true;
          held = hold;
        } else if (held > 0) held--;
        else open = false;
        by = open ? Math.min(1, by + up) : Math.max(floor, by * down);
        left[i] = (left[i] as number) * by;
        right[i] = (right[i] as number) * by;
      }
    };
  }

  function compressor(
    threshold: number,
    ratio: number,
    attackMs: number,
    releaseMs: number,
    kneeDb: number,
    makeup: number,
  ): JsEffect {
    const [attack, release, slope] = [share(attackMs), share(releaseMs), 1 - 1 / ratio];
    let reduction = 0;
    return (left, right) => {
      for (let i = 0; i < left.length; i++) {
        const level = Math.max(Math.abs(left[i] as number), Math.abs(right[i] as number), 1e-7);
        const over = 20 * Math.log10(level) - threshold;
        const t = Math.min(Math.max(over + kneeDb / 2, 0), kneeDb);
        const wanted = slope * ((t * t) / (2 * kneeDb) + Math.max(over - kneeDb / 2, 0));
        reduction += (wanted > reduction ? attack : release) * (wanted - reduction);
        const by = 10 ** ((makeup - reduction) / 20);
        left[i] = (left[i] as number) * by;
        right[i] = (right[i] as number) * by;
      }
    };
  }

  function limiter(ceilingDb: number, lookaheadMs: number, releaseMs: number): JsEffect {
    const ceiling = factor(ceilingDb);
    const [lookahead, release] = [frames(lookaheadMs), share(releaseMs)];
    const lines = [new Float32Array(lookahead), new Float32Array(lookahead)] as const;
    const gains = new Float64Array(lookahead).fill(1);
    // A ring of candidates for the least of the last `lookahead + 1` gains.
    const size = lookahead + 2;
    const [numbers, needs] = [new Float64Array(size), new Float64Array(size)];
    let [head, count, n, at, sum, by] = [0, 0, 0, 0, lookahead, 1];
    return (left, right) => {
      for (let i = 0; i < left.length; i++, n++) {
        const [l, r] = [left[i] as number, right[i] as number];
        const need = ceiling / Math.max(ceiling, Math.abs(l), Math.abs(r));
        while (count > 0 && (needs[(head + count - 1) % size] as number) >= need) count--;
        numbers[(head + count) % size] = n;
        needs[(head + count) % size] = need;
        count++;
        if (n - (numbers[head] as number) > lookahead) {
          head = (head + 1) % size;
          count--;
        }
        const least = needs[head] as number;
        by = least < by ? least : by + release * (least - by);
        sum += by - (gains[at] as number);
        gains[at] = by;
        left[i] = ((lines[0][at] as number) * sum) / lookahead;
        right[i] = ((lines[1][at] as number) * sum) / lookahead;
        lines[0][at] = l;
        lines[1][at] = r;
        at = at + 1 === lookahead ? 0 : at + 1;
      }
    };
  }

  function delay(ms: number, feedbackPercent: number, mixPercent: number): JsEffect {
    const [feedback, mix, length] = [feedbackPercent / 100, mixPercent / 100, frames(ms)];
    const lines = [new Float32Array(length), new Float32Array(length)];
    let at = 0;
    return (left, right) => {
      const begin = at;
      for (const [channel, plane] of [left, right].entries()) {
        const line = lines[channel] as Float32Array;
        at = begin;
        for (let i = 0; i < plane.length; i++) {
          const [x, echo] = [plane[i] as number, line[at] as number];
          line[at] = x + feedback * echo;
          plane[i] = x + mix * (echo - x);
          at = at + 1 === length ? 0 : at + 1;
        }
      }
    };
  }

  const makers: Record<string, (...parameters: number[]) => JsEffect> = {
    gain: gain as (...parameters: number[]) => JsEffect,
    'high-pass': highPass as (...parameters: number[]) => JsEffect,
    equalizer: equalizer as (...parameters: number[]) => JsEffect,
    gate: gate as (...parameters: number[]) => JsEffect,
    compressor: compressor as (...parameters: number[]) => JsEffect,
    limiter: limiter as (...parameters: number[]) => JsEffect,
    delay: delay as (...parameters: number[]) => JsEffect,
  };
  const chain = effects.map(([name, ...parameters]) =>
    (makers[name] as (...p: number[]) => JsEffect)(...parameters),
  );
  const attack = 1 - Math.exp(-1 / (0.3 * rate));
  const fall = Math.exp(-Math.LN10 / (1.7 * rate));
  const levels = { input: new Float64Array(4), output: new Float64Array(4) };

  function meter(planes: readonly Float32Array[], level: Float64Array) {
    for (let channel = 0; channel < 2; channel++) {
      const plane = planes[channel] as Float32Array;
      let [square, peakLevel] = [level[2 * channel] as number, level[2 * channel + 1] as number];
      for (let i = 0; i < plane.length; i++) {
        const x = Math.abs(plane[i] as number);
        square = square * (1 - attack) + x * x * attack;
        peakLevel = Math.max(peakLevel * fall, x);
      }
      level[2 * channel] = square;
      level[2 * channel + 1] = peakLevel;
    }
  }

  return {
    process(input, output) {
      const [left, right] = output as [Float32Array, Float32Array];
      for (let channel = 0; channel < 2; channel++) {
        const from = input[channel] as Float32Array;
        const to = output[channel] as Float32Array;
        for (let i = 0; i < from.length; i++) {
          const x = from[i] as number;
          to[i] = Number.isNaN(x) ? 0 : Math.max(-64, Math.min(64, x));
        }
      }
      meter(output, levels.input);
      for (const effect of chain) effect(left, right);
      for (let channel = 0; channel < 2; channel++) {
        const plane = output[channel] as Float32Array;
        for (let i = 0; i < plane.length; i++) {
          plane[i] = Math.max(-1, Math.min(1, plane[i] as number));
        }
      }
      meter(output, levels.output);
    },
  };
}
