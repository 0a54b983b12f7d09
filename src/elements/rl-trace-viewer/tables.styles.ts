/** Styles of the text above and below the timeline of `<rl-trace-viewer>`. */

import { css } from 'lit';

/** Cards, tables, bars, the histogram. */
export const stylesOfTables = css`
  .columns {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    gap: 8px 28px;
  }

  .pair-of .columns {
    grid-template-columns: minmax(0, 1fr);
  }

  .letter {
    display: inline-grid;
    place-items: center;
    inline-size: 18px;
    block-size: 18px;
    border-radius: 4px;
    color: var(--_panel);
    font-size: 0.6875rem;
    font-weight: 700;
  }

  .letter.a {
    background: var(--_a);
  }

  .letter.b {
    background: var(--_b);
  }

  .quiet {
    border-color: var(--_line);
    background: none;
    color: var(--_muted);
    font-size: 0.75rem;
  }

  .warning {
    padding: 6px 10px;
    border: 1px solid var(--_line);
    border-inline-start: 4px solid var(--_alarm);
    border-radius: 6px;
  }

  .facts {
    display: grid;
    gap: 3px;
    margin: 0;
    align-content: start;
    font-size: 0.8125rem;
    line-height: 1.25rem;
  }

  .facts div {
    display: grid;
    grid-template-columns: 6.5rem minmax(0, 1fr);
  }

  .facts dt,
  .stages dt {
    color: var(--_muted);
    font-size: 0.75rem;
  }

  .facts dd,
  .stages dd {
    margin: 0;
    overflow-wrap: anywhere;
    font-variant-numeric: tabular-nums;
  }

  .stages {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 24px;
    margin: 6px 0;
  }

  .bar {
    display: block;
    inline-size: 100%;
    block-size: 12px;
    border-radius: 3px;
    stroke: none;
  }

  .copy {
    fill: var(--_copy);
  }

  .wait {
    fill: var(--_wait);
  }

  .kernel {
    fill: var(--_kernel);
  }

  .present {
    fill: var(--_present);
  }

  .scrolls {
    overflow-x: auto;
  }

  .slowest,
  .difference {
    table-layout: auto;
  }

  .slowest td,
  .slowest th,
  .difference td,
  .difference th {
    padding: 2px 10px 2px 0;
    border-block-end: 1px solid var(--_line);
    white-space: nowrap;
  }

  .slowest thead th:first-child,
  .difference thead th:first-child {
    inline-size: auto;
  }

  .difference tbody th {
    color: var(--_ink);
    font-size: 0.8125rem;
  }

  .slowest .wide {
    inline-size: 34%;
    min-inline-size: 120px;
    padding-inline-end: 14px;
  }

  .link {
    min-block-size: 24px;
    padding: 0;
    border: 0;
    background: none;
    color: var(--_accent);
    text-decoration: underline;
    text-underline-offset: 2px;
  }

  b.better {
    color: var(--_accent);
  }

  b.worse {
    color: var(--_alarm);
  }

  .maybe {
    color: var(--_muted);
  }

  summary {
    padding-block: 4px;
    color: var(--_muted);
    font-size: 0.8125rem;
    cursor: pointer;
  }

  .box > header select {
    inline-size: auto;
  }

  h4 {
    margin: 0;
    color: var(--_muted);
    font-size: 0.75rem;
    font-weight: 400;
  }

  .histogram {
    inline-size: 100%;
    block-size: 182px;
    overflow: visible;
    stroke: none;
  }

  .histogram .a,
  .histogram .b {
    fill: var(--_a);
    stroke: none;
  }

  .histogram .b {
    fill: var(--_b);
  }

  .histogram .faint {
    opacity: 0.3;
  }

  .histogram rect[data-striped] {
    fill: url(#stripes);
  }

  .histogram line.tick {
    stroke: var(--_line);
    stroke-width: 1;
  }

  .histogram line.percentile {
    stroke: var(--_ink);
    stroke-width: 1;
    stroke-dasharray: 3 3;
  }

  .histogram line.percentile.b {
    stroke-dasharray: 1 2;
  }

  .histogram text {
    fill: var(--_muted);
    font-size: 11px;
    text-anchor: middle;
  }

  .histogram text.percentile {
    fill: var(--_ink);
    stroke: var(--_panel);
    stroke-width: 4px;
    paint-order: stroke;
    text-anchor: start;
  }

  .histogram text.percentile.end {
    text-anchor: end;
  }

  @media (max-width: 719px) {
    .columns {
      grid-template-columns: minmax(0, 1fr);
    }

    .facts div {
      grid-template-columns: 5.5rem minmax(0, 1fr);
    }
  }

  @media (max-width: 719px), (pointer: coarse) {
    summary {
      padding-block: 12px;
    }

    .link {
      min-block-size: 44px;
      min-inline-size: 44px;
    }
  }
`;
