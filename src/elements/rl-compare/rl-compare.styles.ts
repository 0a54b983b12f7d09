/** Styles of `<rl-compare>`. */

import { css } from 'lit';

export const styles = css`
  .panel {
    gap: 10px;
    font-size: 0.8125rem;
    line-height: 1.25rem;
  }

  form,
  .buttons {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: 8px 12px;
  }

  .field {
    flex: 0 1 12rem;
  }

  .field.wide {
    flex: 1 1 16rem;
  }

  input[type='text'] {
    min-block-size: var(--_control);
    min-inline-size: 0;
    padding: 0 10px;
    border: 1px solid var(--_edge);
    border-radius: 6px;
    background: var(--_raised);
    font-family: var(--_mono);
    font-size: 0.8125rem;
  }

  progress {
    inline-size: 100%;
    block-size: 8px;
    accent-color: var(--_accent);
  }

  .said:empty {
    display: none;
  }

  .problem {
    padding-inline-start: 8px;
    border-inline-start: 3px solid var(--_alarm);
  }

  article {
    display: flex;
    flex-direction: column;
    gap: 10px;
    max-inline-size: 46rem;
    padding: 12px 14px;
    border: 1px solid var(--_line);
    border-radius: 6px;
    background: var(--_raised);
  }

  h3 {
    margin: 0;
    font-size: 0.9375rem;
    font-weight: 600;
    overflow-wrap: anywhere;
  }

  ul {
    display: flex;
    flex-direction: column;
    gap: 2px;
    margin: 0;
    padding: 0;
    list-style: none;
    overflow-wrap: anywhere;
  }

  .sides {
    color: var(--_muted);
  }

  table {
    border-collapse: collapse;
    inline-size: 100%;
    font-variant-numeric: tabular-nums;
  }

  th,
  td {
    padding: 2px 10px 2px 0;
    border-block-end: 1px solid var(--_line);
    font-weight: 400;
    text-align: start;
  }

  thead th {
    color: var(--_muted);
  }

  svg.plot {
    inline-size: 100%;
    block-size: auto;
    max-inline-size: 24rem;
    stroke: none;
  }

  .plot text {
    fill: var(--_ink);
    font-size: 12px;
  }

  .plot .number {
    fill: var(--_muted);
    font-size: 11px;
    text-anchor: middle;
  }

  .plot .tick {
    stroke: var(--_line);
    stroke-width: 1;
  }

  .plot .zero {
    stroke: var(--_ink);
    stroke-width: 1;
  }

  .plot .interval {
    stroke: var(--rl-compare-color, var(--_accent));
    stroke-width: 2;
  }

  .plot circle {
    fill: var(--rl-compare-color, var(--_accent));
  }
`;
