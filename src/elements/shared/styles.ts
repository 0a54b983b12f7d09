/**
 * Styles that every element shares. The `--rl-*` tokens come from the page (see `src/style.css`); where there
 * are none the system's colours stand in, so that one element alone on a foreign page is readable too.
 */

import { css } from 'lit';

/** Tokens, box model, focus, text helpers. Every element starts with it. */
export const baseStyles = css`
  :host {
    --_panel: var(--rl-panel, Canvas);
    --_raised: var(--rl-raised, ButtonFace);
    --_line: var(--rl-line, GrayText);
    --_edge: var(--rl-edge, ButtonBorder);
    --_ink: var(--rl-ink, CanvasText);
    --_muted: var(--rl-muted, CanvasText);
    --_accent: var(--rl-accent, LinkText);
    --_on-accent: var(--rl-on-accent, Canvas);
    --_alarm: var(--rl-alarm, currentColor);
    --_control: var(--rl-control-size, 32px);
    --_gap: var(--rl-gap, 12px);
    --_radius: var(--rl-radius, 8px);
    --_mono: var(--rl-font-mono, ui-monospace, monospace);
    display: block;
    color: var(--_ink);
  }

  :host([hidden]) {
    display: none;
  }

  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  :focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }

  h2 {
    margin: 0;
    font-size: 0.8125rem;
    font-weight: 600;
    line-height: 1.25rem;
    letter-spacing: 0.01em;
  }

  p {
    margin: 0;
  }

  .hint {
    color: var(--_muted);
    font-size: 0.75rem;
    line-height: 1.125rem;
  }

  .unseen {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;

/** A box with a heading. */
export const panelStyles = css`
  .panel {
    display: flex;
    flex-direction: column;
    gap: 6px;
    /* What changes in it four times a second is laid out in it alone. */
    contain: layout;
    block-size: 100%;
    padding: 8px 14px 10px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_panel);
  }

  /* Numbers are painted anew without what lies around them: half of the painting that a reading costs. */
  .panel > header,
  .panel > dl,
  .panel > table,
  .reading {
    contain: layout;
  }

  .panel > header {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    justify-content: space-between;
    column-gap: 12px;
  }
`;

/** Buttons, selects, number fields, sliders. */
export const controlStyles = css`
  button,
  select,
  input {
    font: inherit;
    color: inherit;
  }

  button,
  select,
  input[type='number'] {
    min-block-size: var(--_control);
    padding: 0 10px;
    border: 1px solid var(--_edge);
    border-radius: 6px;
    background: var(--_raised);
  }

  button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    cursor: pointer;
  }

  button.square {
    inline-size: var(--_control);
    padding: 0;
  }

  button.primary {
    border-color: transparent;
    background: var(--_accent);
    color: var(--_on-accent);
    font-weight: 600;
  }

  button:hover:not(:disabled),
  select:hover:not(:disabled) {
    border-color: var(--_ink);
  }

  button:disabled,
  select:disabled,
  input:disabled {
    cursor: default;
    opacity: 0.5;
  }

  select {
    inline-size: 100%;
    text-overflow: ellipsis;
  }

  input[type='range'] {
    inline-size: 100%;
    min-inline-size: 0;
    block-size: var(--_control);
    margin: 0;
    accent-color: var(--_accent);
  }

  .field {
    display: flex;
    flex-direction: column;
    min-inline-size: 0;
  }

  .label {
    color: var(--_muted);
    font-size: 0.75rem;
    line-height: 1.25rem;
  }

  svg {
    flex: none;
    inline-size: 16px;
    block-size: 16px;
    fill: none;
    stroke: currentColor;
    stroke-width: 2;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
`;

/** A few choices of which one is taken, side by side. */
export const choiceStyles = css`
  .choices {
    display: grid;
    grid-template-columns: repeat(3, auto);
    border: 1px solid var(--_edge);
    border-radius: 6px;
    background: var(--_raised);
  }

  .choices label {
    position: relative;
    display: grid;
    place-items: center;
    min-block-size: var(--_control);
    padding: 0 6px;
    text-align: center;
  }

  .choices input {
    position: absolute;
    inset: 0;
    margin: 0;
    opacity: 0;
    cursor: pointer;
  }

  .choices label:has(:checked) {
    border-radius: 5px;
    background: var(--_accent);
    color: var(--_on-accent);
    font-weight: 600;
  }

  .choices label:has(:focus-visible) {
    border-radius: 5px;
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }

  .choices label:has(:disabled) {
    opacity: 0.5;
  }
`;

/**
 * Numbers in a table, and one large one beside it. Every number has a place of its own whose
 * start stays where it is, so that nothing moves when it gets another digit.
 */
export const numberStyles = css`
  .reading {
    display: grid;
    grid-template-columns: 6.75rem minmax(0, 1fr);
    column-gap: 8px;
    align-items: center;
  }

  .now {
    font-size: 1.75rem;
    font-weight: 600;
    line-height: 2rem;
    letter-spacing: -0.02em;
    white-space: nowrap;
    font-variant-numeric: tabular-nums;
  }

  .now > :first-child {
    display: inline-block;
    min-inline-size: 4ch;
  }

  .unit {
    margin-inline-start: 4px;
    color: var(--_muted);
    font-size: 0.8125rem;
    font-weight: 400;
    letter-spacing: 0;
  }

  table {
    margin: 0;
    border-collapse: collapse;
    table-layout: fixed;
    inline-size: 100%;
    font-size: 0.8125rem;
    line-height: 1.25rem;
    font-variant-numeric: tabular-nums;
  }

  th {
    padding: 0;
    color: var(--_muted);
    font-size: 0.75rem;
    font-weight: 400;
    text-align: start;
    white-space: nowrap;
  }

  thead th:first-child {
    inline-size: 24%;
  }

  /* Beside the large number there is less room: as much as the longest name needs. */
  .reading thead th:first-child {
    inline-size: 4.25rem;
  }

  td,
  thead th + th {
    padding: 0;
    text-align: start;
  }
`;
