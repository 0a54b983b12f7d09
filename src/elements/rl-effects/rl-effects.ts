/**
 * `<rl-effects>`: the effects on the sound, in the order they are applied: `<rl-chain>` over another table. Comes in: effects
 * and pipeline. Goes out: the new chain to the pipeline, without a click, and `rl-change`. Main thread.
 */

import { checkEffects, EFFECTS, type EffectSpec, writeEffects } from '../../catalogue/effects.ts';
import type { FilterSpec } from '../../catalogue/filters.ts';
import { MAX_EFFECTS } from '../../generated/layout.ts';
import { type ChainTable, RlChain } from '../rl-chain/rl-chain.ts';
import { RlChangeEvent } from '../shared/change-event.ts';
import { define } from '../shared/define.ts';

const EFFECT_TABLE: ChainTable = {
  definitions: EFFECTS,
  most: MAX_EFFECTS,
  heading: 'Effects on the sound',
  empty: 'No effect: the sound comes out as it went in.',
  one: 'effect',
  several: 'effects',
};

/**
 * @summary The chain of effects: add, remove, reorder, and each effect's parameters, live.
 * @fires {RlChangeEvent} rl-change - With `effects`, as an address has them.
 * @csspart panel - The box around everything.
 * @csspart filter - One effect of the chain.
 */
export class RlEffects extends RlChain {
  static override properties = { ...RlChain.properties, effects: { attribute: false } };

  // A chain's links are alike: a name, numbers, and whether it is on. The table knows which.
  /** The chain that is shown. */
  get effects(): readonly EffectSpec[] {
    return this.filters as readonly unknown[] as readonly EffectSpec[];
  }

  set effects(effects: readonly EffectSpec[]) {
    this.filters = effects as readonly unknown[] as readonly FilterSpec[];
  }

  protected override get table(): ChainTable {
    return EFFECT_TABLE;
  }

  protected override make(name: string): FilterSpec | undefined {
    return (checkEffects([{ name }]) as unknown[] as FilterSpec[])[0];
  }

  protected override commit(): void {
    this.pipeline?.setEffects(this.effects);
    this.dispatchEvent(new RlChangeEvent({ effects: writeEffects(this.effects) }));
  }
}

define('rl-effects', RlEffects);

declare global {
  interface HTMLElementTagNameMap {
    'rl-effects': RlEffects;
  }
}
