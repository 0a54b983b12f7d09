/** Styles of `<rl-trace-viewer>`. */

import { css } from 'lit';

/** Colours, boxes, the timeline. */
export const layoutStyles = css`
  :host {
    --_copy: var(--rl-series-1, #2f6fc9);
    --_wait: var(--rl-series-2, #9a6700);
    --_kernel: var(--rl-series-3, #0a7d74);
    --_present: var(--rl-series-4, #7d44c0);
    --_main: var(--rl-series-6, #545e6b);
    --_latency: var(--rl-latency-color, #4650c4);
    --_a: var(--_accent);
    --_b: var(--rl-series-7, #ad2f74);
    position: relative;
    font-size: 0.875rem;
    line-height: 1.25rem;
  }

  @media (prefers-color-scheme: dark) {
    :host {
      --_copy: var(--rl-series-1, #6ba4f5);
      --_wait: var(--rl-series-2, #e0b04a);
      --_kernel: var(--rl-series-3, #4cc4b4);
      --_present: var(--rl-series-4, #b08cf2);
      --_main: var(--rl-series-6, #9ba5b3);
      --_latency: var(--rl-latency-color, #9aa6ff);
      --_b: var(--rl-series-7, #ef86bd);
    }
  }

  .all {
    display: flex;
    flex-direction: column;
    gap: var(--_gap);
  }

  .progress {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 12px;
    align-items: center;
  }

  .progress:not([data-busy]) {
    position: absolute;
  }

  progress {
    flex: 1;
    min-inline-size: 120px;
    block-size: 6px;
    accent-color: var(--_accent);
  }

  .over::after {
    content: 'Drop to open';
    position: absolute;
    inset: 0;
    display: grid;
    place-items: center;
    border: 2px dashed var(--_accent);
    border-radius: var(--_radius);
    background: color-mix(in srgb, var(--_panel) 80%, transparent);
    font-size: 1.125rem;
    font-weight: 600;
    pointer-events: none;
  }

  h3 {
    margin: 0;
    font-size: 0.8125rem;
    font-weight: 600;
    line-height: 1.25rem;
    overflow-wrap: anywhere;
  }

  .top,
  .box > header,
  .card > header,
  .details > header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 4px 16px;
  }

  .details > header {
    justify-content: start;
    align-items: baseline;
  }

  .top h2 {
    font-size: 0.9375rem;
  }

  .openers,
  .tools {
    display: flex;
    gap: 6px;
  }

  .button {
    position: relative;
    display: inline-flex;
    align-items: center;
    min-block-size: var(--_control);
    padding: 0 12px;
    border: 1px solid var(--_edge);
    border-radius: 6px;
    background: var(--_raised);
  }

  .button.primary {
    border-color: transparent;
    background: var(--_accent);
    color: var(--_on-accent);
    font-weight: 600;
  }

  .button:hover {
    border-color: var(--_ink);
  }

  .button:focus-within {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }

  /* It covers the whole label, so every part of the label reacts to clicks and drops. */
  .button input {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    opacity: 0;
    cursor: pointer;
  }

  .notice {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 16px;
    padding: 8px 14px;
    border: 1px solid var(--_line);
    border-inline-start: 4px solid var(--_alarm);
    border-radius: var(--_radius);
    background: var(--_panel);
    overflow-wrap: anywhere;
  }

  .empty {
    display: grid;
    gap: 6px;
    place-content: center;
    justify-items: center;
    min-block-size: 240px;
    padding: 24px;
    border: 1px dashed var(--_edge);
    border-radius: var(--_radius);
    text-align: center;
  }

  .empty .hint {
    max-inline-size: 30rem;
  }

  .card,
  .box {
    display: flex;
    flex-direction: column;
    gap: 8px;
    min-inline-size: 0;
    padding: 10px 14px 12px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_panel);
  }

  .pair-of {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: var(--_gap);
    align-items: start;
  }

  .cards.pair-of {
    align-items: stretch;
  }

  .timeline {
    gap: 6px;
  }

  .keys {
    margin-block-start: auto;
  }

  .legend,
  .keys {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 14px;
    margin-inline-end: auto;
  }

  .key {
    display: inline-block;
    inline-size: 9px;
    block-size: 9px;
    margin-inline-end: 5px;
    border-radius: 2px;
  }

  .key.copy {
    background: var(--_copy);
  }

  .key.wait {
    background: var(--_wait);
  }

  .key.kernel {
    background: var(--_kernel);
  }

  .key.present {
    background: var(--_present);
  }

  .key.drop {
    background: repeating-linear-gradient(135deg, var(--_alarm) 0 1.5px, transparent 1.5px 4px);
    outline: 1px solid var(--_alarm);
    outline-offset: -1px;
  }

  kbd {
    padding: 0 4px;
    border: 1px solid var(--_line);
    border-radius: 4px;
    background: var(--_raised);
    font: inherit;
  }

  canvas {
    display: block;
    inline-size: 100%;
  }

  canvas.map {
    cursor: pointer;
    touch-action: none;
  }

  canvas.main {
    cursor: crosshair;
    touch-action: pan-y;
    user-select: none;
  }

  .plot {
    position: relative;
    overflow: clip;
    overflow-clip-margin: 90px;
    margin-inline: -14px;
    padding-inline: 14px;
    border-block: 1px solid var(--_line);
  }

  .tip {
    position: absolute;
    inset-block-start: 0;
    inset-inline-start: 14px;
    z-index: 1;
    max-inline-size: 22rem;
    padding: 4px 8px;
    border: 1px solid var(--_edge);
    border-radius: 6px;
    background: var(--_panel);
    font-size: 0.75rem;
    line-height: 1.125rem;
    font-variant-numeric: tabular-nums;
    white-space: pre-line;
    pointer-events: none;
  }

  .details {
    display: flex;
    flex-direction: column;
    gap: 6px;
    min-block-size: 168px;
    padding-block-start: 4px;
  }

  .dropped {
    color: var(--_alarm);
    font-weight: 600;
  }

  @media (max-width: 1099px) {
    .pair-of {
      grid-template-columns: minmax(0, 1fr);
    }
  }

  @media (max-width: 719px) {
    .legend {
      order: 1;
    }

    .keys {
      display: none;
    }
  }
`;
