/**
 * What all instruments have in common: a pipeline, its numbers, a panel. Comes in: a pipeline. Main thread, four times a
 * second.
 */

import { type CSSResultGroup, html, LitElement, type TemplateResult } from 'lit';
import type { Pipeline, Stats } from '../../types.ts';
import type { FrameFeed } from './frame-feed.ts';
import { panel } from './panel.ts';
import { StatsController } from './stats-controller.ts';
import { baseStyles, panelStyles } from './styles.ts';

/** An instrument has a heading, and shows the numbers of a pipeline below it. */
export abstract class Instrument extends LitElement {
  static override styles: CSSResultGroup = [baseStyles, panelStyles];

  static override properties = { pipeline: { attribute: false } };

  /** What to show; `null` shows empty numbers. */
  declare pipeline: Pipeline | null;

  /** Renders the element after each reading. */
  protected readonly numbers: StatsController;

  /** `frames`: see `StatsController`. */
  constructor(options: { frames?: (pipeline: Pipeline) => FrameFeed } = {}) {
    super();
    this.pipeline = null;
    this.numbers = new StatsController(this, options);
  }

  /** The panel's heading, which names the element. */
  protected abstract readonly heading: string;

  /** What stands beside the heading: a hint as text, or a template. */
  protected abstract aside(stats: Stats | undefined): string | TemplateResult;

  /** What stands below the heading; `stats` is `undefined` without a pipeline. */
  protected abstract body(stats: Stats | undefined): TemplateResult;

  protected override render(): TemplateResult {
    const stats = this.numbers.stats ?? undefined;
    return panel(this.heading, this.aside(stats), html`${this.body(stats)}<slot></slot>`);
  }
}
