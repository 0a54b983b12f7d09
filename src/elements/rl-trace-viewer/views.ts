/** Small parts of the viewer: buttons, progress, legend, hints. Out: templates. Main thread. */

import { html, nothing, svg, type TemplateResult } from 'lit';
import type { Progress } from '../../trace/opening/opening.ts';

const ICONS = {
  in: 'M8 3v10M3 8h10',
  out: 'M3 8h10',
  all: 'M2 4v8M14 4v8M4.5 8h7M6.5 6l-2 2 2 2M9.5 6l2 2-2 2',
  before: 'M10 3.5 5.5 8l4.5 4.5',
  after: 'M6 3.5 10.5 8 6 12.5',
  fit: 'M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10',
};

function icon(name: keyof typeof ICONS): TemplateResult {
  return svg`<svg viewBox="0 0 16 16" aria-hidden="true"><path d=${ICONS[name]}></path></svg>`;
}

/** The buttons that open files. `count`: number of open traces. */
export function openers(
  count: number,
  choose: (event: Event, how: 'replace' | 'add') => void,
): TemplateResult {
  return html`
    <div class="openers">
      <label class="button ${count === 0 ? 'primary' : ''}">
        <input type="file" multiple accept=".json,.pftrace,.csv,.perfetto-trace" @change=${(event: Event) => choose(event, 'replace')} />
        <span>Open trace …</span>
      </label>
      ${
        count > 0
          ? html`
            <label class="button">
              <input type="file" accept=".json,.pftrace,.csv,.perfetto-trace" @change=${(event: Event) => choose(event, 'add')} />
              <span>Compare with …</span>
            </label>
          `
          : nothing
      }
    </div>
  `;
}

/** Shows the progress of a reading, also to screen readers. It is empty while nothing is read. */
export function progressLine(progress: Progress | null): TemplateResult {
  return html`
    <div class="progress" ?data-busy=${progress !== null}>
      <p role="status" class="hint">${progress?.text ?? ''}</p>
      ${progress ? html`<progress aria-label="Opening" max="1" .value=${progress.share}></progress>` : nothing}
    </div>
  `;
}

/** The content before a trace is opened. */
export function emptyState(): TemplateResult {
  return html`
    <div class="empty">
      <p><b>Drop a trace here</b>, or two to compare them.</p>
      <p class="hint">
        Chrome JSON, Perfetto or CSV, as the recorder saves them: yours or a colleague’s. Files are read in this tab and
        go nowhere.
      </p>
    </div>
  `;
}

/** Explains the colours and signs. */
export function legend(): TemplateResult {
  return html`
    <p class="legend hint">
      <span><i class="key copy"></i>copy</span>
      <span><i class="key wait"></i>wait</span>
      <span><i class="key kernel"></i>kernel</span>
      <span><i class="key present"></i>present</span>
      <span><i class="key drop"></i>dropped</span>
      <span><b aria-hidden="true">▼</b> collection</span>
      <span><b aria-hidden="true">✚</b> lost at the source</span>
    </p>
  `;
}

/** The actions of the toolbar. */
export interface ToolbarActions {
  zoom(factor: number): void;
  all(): void;
  step(by: number): void;
  fit(): void;
  canFit: boolean;
}

/** The buttons of the timeline. */
export function toolbar({ zoom, all, step, fit, canFit }: ToolbarActions): TemplateResult {
  const button = (name: keyof typeof ICONS, label: string, act: () => void, disabled = false) => html`
    <button type="button" class="square" aria-label=${label} title=${label} ?disabled=${disabled} @click=${act}>
      ${icon(name)}
    </button>
  `;
  return html`
    <div class="tools" role="group" aria-label="Timeline">
      ${button('before', 'Frame before', () => step(-1))} ${button('after', 'Next frame', () => step(1))}
      ${button('fit', 'Fit the selected frame', fit, !canFit)} ${button('out', 'Zoom out', () => zoom(2))}
      ${button('in', 'Zoom in', () => zoom(1 / 2))} ${button('all', 'Show everything', all)}
    </div>
  `;
}

/** Lists the keys. They are always visible. */
export function keyHints(): TemplateResult {
  return html`
    <p id="keys" class="hint keys">
      <span><kbd>←</kbd> <kbd>→</kbd> move</span>
      <span><kbd>+</kbd> <kbd>−</kbd> zoom</span>
      <span><kbd>Shift</kbd> <kbd>←</kbd> <kbd>→</kbd> frame by frame</span>
      <span><kbd>Enter</kbd> details</span>
      <span><kbd>F</kbd> fit the frame</span>
      <span><kbd>Home</kbd> <kbd>End</kbd> start and end</span>
      <span><kbd>0</kbd> everything</span>
      <span>Drag to move, double-click a frame to fit it; the wheel zooms once you have clicked here, or with Ctrl.</span>
    </p>
  `;
}
