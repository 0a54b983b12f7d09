/**
 * `<rl-chain>`: the filters, in the order they are applied. Comes in: filters and pipeline. Goes out: the new
 * chain to the pipeline, between two frames, and `rl-change`. `<rl-effects>` is the same over another table. Main thread.
 */

import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import {
  type ColorParameter,
  checkFilters,
  FILTERS,
  type FilterSpec,
  MAX_FILTERS,
  type NumberParameter,
} from '../../catalogue/filters.ts';
import type { Pipeline } from '../../types.ts';
import { RlChangeEvent } from '../shared/change-event.ts';
import { define } from '../shared/define.ts';
import { addIcon, downIcon, removeIcon, upIcon } from '../shared/icons.ts';
import { panel } from '../shared/panel.ts';
import { baseStyles, controlStyles, panelStyles } from '../shared/styles.ts';
import { styles } from './rl-chain.styles.ts';

/** A number of a filter or an effect. Without a scale it may be any number of its range. */
type ChainNumber = Omit<NumberParameter, 'type' | 'scale'> & {
  readonly type?: 'number';
  readonly scale?: number;
};

/** What a chain is made of, and how the page speaks of it. */
export interface ChainTable {
  readonly definitions: readonly {
    readonly name: string;
    readonly label: string;
    readonly summary: string;
    readonly parameters: readonly (ChainNumber | ColorParameter)[];
  }[];
  /** Links of a chain, at most. */
  readonly most: number;
  readonly heading: string;
  /** What is there without any. */
  readonly empty: string;
  /** One of them, in the midst of a sentence, and several. */
  readonly one: string;
  readonly several: string;
}

const FILTER_TABLE: ChainTable = {
  definitions: FILTERS,
  most: MAX_FILTERS,
  heading: 'Filters',
  empty: 'No filter: the picture comes out as it went in.',
  one: 'filter',
  several: 'filters',
};

/** A filter with a name of its own, so that its controls keep the focus when it moves. */
interface Link {
  readonly key: number;
  readonly spec: FilterSpec;
}

/**
 * @summary The filter chain: add, remove, reorder, and each filter's parameters, live.
 * @fires {RlChangeEvent} rl-change - With `filters`.
 * @csspart panel - The box around everything.
 * @csspart filter - One filter of the chain.
 */
export class RlChain extends LitElement {
  static override styles = [baseStyles, panelStyles, controlStyles, styles];

  static override properties = { pipeline: { attribute: false }, filters: { attribute: false } };

  /** Changed live; `null` while there is none. */
  declare pipeline: Pipeline | null;
  /** The chain that is shown. */
  declare filters: readonly FilterSpec[];

  #links: Link[] = [];
  #nextKey = 0;
  #said = '';

  constructor() {
    super();
    this.pipeline = null;
    this.filters = [];
  }

  /** What chains are made of here. */
  protected get table(): ChainTable {
    return FILTER_TABLE;
  }

  /** One link with its defaults filled in. */
  protected make(name: string): FilterSpec | undefined {
    return checkFilters([{ name }])[0];
  }

  /** Puts the chain in force and tells of it. */
  protected commit(): void {
    this.pipeline?.setFilters(this.filters);
    this.dispatchEvent(new RlChangeEvent({ filters: this.filters }));
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('filters')) return;
    // A filter that stays in its place keeps its key, whoever made the new chain.
    this.#links = this.filters.map((spec, index) => {
      const link = this.#links[index];
      return link?.spec.name === spec.name ? { key: link.key, spec } : { key: this.#nextKey++, spec };
    });
  }

  protected override render() {
    const { heading, empty } = this.table;
    return panel(
      heading,
      'applied from top to bottom',
      html`
        ${
          this.#links.length === 0
            ? html`<p class="hint empty">${empty}</p>`
            : html`<ol>${repeat(
                this.#links,
                ({ key }) => key,
                (link, index) => this.#row(link, index),
              )}</ol>`
        }
        ${this.#adder()}
        <p class="unseen" role="status">${this.#said}</p>
      `,
    );
  }

  #row({ key, spec }: Link, index: number) {
    const filter = this.#find(spec);
    if (!filter) return nothing;
    const last = index === this.#links.length - 1;
    return html`
      <li part="filter" data-key=${key} class=${spec.enabled === false ? 'off' : nothing}>
        <span class="name" title=${filter.summary}>${filter.label}</span>
        <span class="buttons">
          <button
            type="button"
            class="toggle"
            aria-label=${`${filter.label} on`}
            aria-pressed=${spec.enabled !== false}
            @click=${() => this.#toggle(index)}
          >
            On
          </button>
          <button
            type="button"
            class="square"
            aria-label=${`Move ${filter.label} up`}
            aria-disabled=${index === 0}
            @click=${() => this.#move(index, -1)}
          >
            ${upIcon}
          </button>
          <button
            type="button"
            class="square"
            aria-label=${`Move ${filter.label} down`}
            aria-disabled=${last}
            @click=${() => this.#move(index, 1)}
          >
            ${downIcon}
          </button>
          <button
            type="button"
            class="square"
            aria-label=${`Remove ${filter.label}`}
            @click=${() => this.#remove(index)}
          >
            ${removeIcon}
          </button>
        </span>
        ${filter.parameters.map((parameter) =>
          parameter.type === 'color'
            ? this.#color(spec, parameter, index)
            : this.#number(spec, parameter, index),
        )}
      </li>
    `;
  }

  #color(spec: FilterSpec, parameter: ColorParameter, index: number) {
    const value = inForce(spec, parameter);
    const { name, label } = parameter;
    return html`
      <span class="parameter">
        <span class="label" aria-hidden="true">${label}</span>
        <input
          type="color"
          aria-label=${label}
          data-parameter=${name}
          .value=${value}
          @input=${(event: Event) => this.#set(name, (event.target as HTMLInputElement).value, index)}
        />
        <span class="label" aria-hidden="true">${value}</span>
      </span>
    `;
  }

  #number(spec: FilterSpec, parameter: ChainNumber, index: number) {
    const value = inForce(spec, parameter);
    const { name, label, unit, min, max, step } = parameter;
    const change = (event: Event): void => this.#onParameter(event, parameter, index);
    return html`
      <span class="parameter">
        <span class="label" aria-hidden="true">${label}</span>
        <input
          type="range"
          aria-label=${label}
          aria-valuetext=${`${value} ${unit}`.trim()}
          data-parameter=${name}
          min=${min}
          max=${max}
          step=${step}
          .value=${String(value)}
          @input=${change}
        />
        <input
          type="number"
          aria-label=${unit ? `${label} in ${unit}` : `${label} as a number`}
          min=${min}
          max=${max}
          step=${step}
          .value=${String(value)}
          @change=${change}
        />
        <span class="label" aria-hidden="true">${unit}</span>
      </span>
    `;
  }

  #adder() {
    const { definitions, most, one, several } = this.table;
    const full = this.#links.length >= most;
    return html`
      <span class="adder">
        <select aria-label=${`${one[0]?.toUpperCase()}${one.slice(1)} to add`} ?disabled=${full}>
          ${definitions.map(({ name, label }) => html`<option value=${name}>${label}</option>`)}
        </select>
        <button type="button" ?disabled=${full} @click=${this.#add}>${addIcon}Add ${one}</button>
      </span>
      ${full ? html`<p class="hint">A chain has at most ${most} ${several}.</p>` : nothing}
    `;
  }

  #add(): void {
    const select = this.renderRoot.querySelector<HTMLSelectElement>('.adder select');
    const spec = this.make(select?.value ?? '');
    if (spec) this.#take([...this.#links, { key: this.#nextKey++, spec }], `${this.#label(spec)} added`);
  }

  #remove(index: number): void {
    const [removed] = this.#links.slice(index, index + 1);
    if (!removed) return;
    this.#take(
      this.#links.filter((link) => link !== removed),
      `${this.#label(removed.spec)} removed`,
    );
    // The button with the focus is gone. Its neighbour gets the focus, or the control that adds a filter.
    const neighbour = this.#links[index] ?? this.#links[index - 1];
    const place = neighbour ? `[data-key="${neighbour.key}"] button:last-of-type` : '.adder button';
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(place)?.focus());
  }

  #toggle(index: number): void {
    const links = this.#links.map((link, at) => {
      if (at !== index) return link;
      const { enabled, ...spec } = link.spec;
      return { key: link.key, spec: (enabled === false ? spec : { ...spec, enabled: false }) as FilterSpec };
    });
    const spec = links[index]?.spec;
    if (spec) this.#take(links, `${this.#label(spec)} is ${spec.enabled === false ? 'off' : 'on'}`);
  }

  #move(index: number, by: -1 | 1): void {
    const links = [...this.#links];
    const [moved] = links.splice(index, 1);
    if (!moved || index + by < 0 || index + by > links.length) return;
    links.splice(index + by, 0, moved);
    // Moving an element takes the focus from what is in it.
    const focused = (this.renderRoot as ShadowRoot).activeElement;
    this.#take(links, `${this.#label(moved.spec)} is now number ${index + by + 1} of ${links.length}`);
    void this.updateComplete.then(() => (focused as HTMLElement | null)?.focus());
  }

  #onParameter(event: Event, parameter: ChainNumber, index: number): void {
    const input = event.target as HTMLInputElement;
    const { name, min, max, scale } = parameter;
    const typed = Number.isNaN(input.valueAsNumber) ? parameter.default : input.valueAsNumber;
    const counted = scale === undefined ? typed : Math.round(typed * scale) / scale;
    const value = Math.min(max, Math.max(min, counted));
    // The accepted value may differ from the typed one. Lit would not write it, because it writes only what differs from the last rendering.
    input.value = String(value);
    this.#set(name, value, index);
  }

  #set(name: string, value: string | number, index: number): void {
    const links = this.#links.map((link, at) =>
      at === index ? { key: link.key, spec: { ...link.spec, [name]: value } as FilterSpec } : link,
    );
    this.#take(links, '');
  }

  #take(links: Link[], said: string): void {
    this.#links = links;
    this.#said = said;
    this.filters = links.map(({ spec }) => spec);
    this.commit();
  }

  #find({ name }: FilterSpec) {
    return this.table.definitions.find((definition) => definition.name === name);
  }

  #label(spec: FilterSpec): string {
    return this.#find(spec)?.label ?? spec.name;
  }
}

function inForce<P extends ChainNumber | ColorParameter>(spec: FilterSpec, parameter: P): P['default'] {
  const value = (spec as Record<string, unknown>)[parameter.name];
  return value === undefined ? parameter.default : (value as P['default']);
}

define('rl-chain', RlChain);

declare global {
  interface HTMLElementTagNameMap {
    'rl-chain': RlChain;
  }
}
