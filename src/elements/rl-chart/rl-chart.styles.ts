/** Styles of `<rl-chart>`. */

import { css } from 'lit';

/** Colours of series, by number; a page sets them with `--rl-series-1` to `--rl-series-7`. */
export const styles = css`
  :host {
    --_series-1: var(--rl-series-1, #3f7fd9);
    --_series-2: var(--rl-series-2, #a87300);
    --_series-3: var(--rl-series-3, #0f8a80);
    --_series-4: var(--rl-series-4, #9257cf);
    --_series-5: var(--rl-series-5, #c8502f);
    --_series-6: var(--rl-series-6, #74808f);
    --_series-7: var(--rl-series-7, #c2458a);
    display: flex;
    flex: 1;
    flex-direction: column;
    min-inline-size: 0;
  }

  figure {
    display: flex;
    flex: 1;
    flex-direction: column;
    gap: 2px;
    margin: 0;
  }

  .plot {
    position: relative;
    flex: 1;
    min-block-size: var(--rl-chart-size, 96px);
    overflow: hidden;
    border-radius: 4px;
  }

  .target {
    position: absolute;
    inset: 0;
  }

  .target .u-cursor-x {
    border-inline-end: 1px solid var(--_ink);
  }

  .empty {
    position: absolute;
    inset: 0 0 18px;
    place-content: center;
    border-block-end: 1px solid var(--_line);
    color: var(--_muted);
    font-size: 0.75rem;
    text-align: center;
  }

  figcaption {
    contain: layout;
    font-size: 0.75rem;
    line-height: 1.125rem;
    font-variant-numeric: tabular-nums;
  }

  .when,
  .legend {
    margin: 0;
    padding: 0;
    list-style: none;
    white-space: nowrap;
  }

  .when {
    display: flex;
    gap: 0 8px;
  }

  .time {
    flex: none;
    inline-size: 3.65rem;
    color: var(--_muted);
  }

  .key,
  .said {
    flex: 1;
    min-inline-size: 0;
    overflow: hidden;
    text-align: end;
    text-overflow: ellipsis;
  }

  .key {
    color: var(--_muted);
  }

  /* Where there is no room for them they would be cut. */
  .narrow .key {
    visibility: hidden;
  }

  .legend {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(var(--rl-legend-size, 96px), 1fr));
    gap: 0 4px;
  }

  .entry {
    display: grid;
    grid-template-columns: 14px auto minmax(0, 1fr);
    gap: 0 4px;
    align-items: center;
  }

  .when .value {
    min-inline-size: 4ch;
  }

  .note {
    grid-column: 2 / -1;
    color: var(--_muted);
  }

  .name {
    color: var(--_muted);
  }

  .swatch {
    inline-size: 14px;
    block-size: 7px;
    overflow: hidden;
    fill: currentColor;
    stroke: var(--_panel);
    stroke-width: 1.4;
  }

  .swatch rect {
    stroke: none;
  }

  .swatch .ink {
    stroke: none;
  }

  .swatch .line {
    stroke: currentColor;
    stroke-width: 2;
  }

  .swatch.mark {
    inline-size: 8px;
    margin-inline: 2px 2px;
    color: var(--_muted);
    fill: none;
    stroke: currentColor;
  }

  .swatch.alarm {
    color: var(--_alarm);
  }

  .accent {
    color: var(--_accent);
  }

  .series-1 {
    color: var(--_series-1);
  }

  .series-2 {
    color: var(--_series-2);
  }

  .series-3 {
    color: var(--_series-3);
  }

  .series-4 {
    color: var(--_series-4);
  }

  .series-5 {
    color: var(--_series-5);
  }

  .series-6 {
    color: var(--_series-6);
  }

  .series-7 {
    color: var(--_series-7);
  }
`;
