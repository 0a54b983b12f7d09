/** The form's fields and the progress. In: values, what to call. Out: templates. Main thread. */

import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { ExperimentProgress } from '../../compare/check.ts';
import { MODES, type Mode } from './choice.ts';

const MODE_LABELS: Record<Mode, string> = {
  simd: 'SIMD off and on',
  threads: 'One thread and more',
  filters: 'Two filter chains',
};

const PHASE_LABELS: Record<ExperimentProgress['phase'], string> = {
  rehearsing: 'Warming up',
  measuring: 'Measuring',
  checking: 'Comparing bytes',
};

const textOf = (event: Event): string => (event.target as HTMLInputElement | HTMLSelectElement).value;

/** What is compared. */
export function modeField(mode: Mode, disabled: boolean, change: (mode: Mode) => void): TemplateResult {
  return html`
    <label class="field">
      <span class="label">What</span>
      <select ?disabled=${disabled} @change=${(event: Event) => change(textOf(event) as Mode)}>
        ${MODES.map(
          (name) => html`<option value=${name} .selected=${name === mode}>${MODE_LABELS[name]}</option>`,
        )}
      </select>
    </label>
  `;
}

/** How many threads B has: 2 to `most`. */
export function threadsField(
  most: number,
  threads: number,
  disabled: boolean,
  change: (threads: number) => void,
): TemplateResult {
  const counts = Array.from({ length: Math.max(0, most - 1) }, (_, index) => index + 2);
  return html`
    <label class="field">
      <span class="label">Threads of B</span>
      <select
        ?disabled=${disabled || counts.length === 0}
        @change=${(event: Event) => change(Number(textOf(event)))}
      >
        ${counts.map((count) => html`<option value=${count} .selected=${count === threads}>${count}</option>`)}
      </select>
    </label>
  `;
}

/** The chain of B, in the words of the address. */
export function chainField(
  chain: string,
  suggestions: readonly string[],
  disabled: boolean,
  change: (chain: string) => void,
): TemplateResult {
  return html`
    <label class="field wide">
      <span class="label">Filters of B, as in the address: grayscale,box-blur:20; empty for none</span>
      <input
        type="text"
        list="chains"
        autocomplete="off"
        autocapitalize="off"
        spellcheck="false"
        .value=${live(chain)}
        ?disabled=${disabled}
        @input=${(event: Event) => change(textOf(event))}
      />
      <datalist id="chains">${suggestions.map((text) => html`<option value=${text}></option>`)}</datalist>
    </label>
  `;
}

/** How far it has got; nothing while there is no progress. */
export function progressBar(progress: ExperimentProgress | null) {
  if (!progress) return nothing;
  const { phase, done, total } = progress;
  const text = `${PHASE_LABELS[phase]}, ${done} of ${total}`;
  return html`
    <div>
      <progress aria-label="Comparison" aria-valuetext=${text} max=${total} .value=${done}></progress>
      <p class="hint">${text}</p>
    </div>
  `;
}
