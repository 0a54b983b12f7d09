/** Styles of `<rl-meter>`. */

import { css } from 'lit';

export const styles = css`
  .bars {
    display: grid;
    grid-template-columns: 1.25rem minmax(0, 1fr);
    gap: 4px 8px;
    align-items: center;
  }

  .bar {
    display: contents;
  }

  .channel {
    color: var(--_muted);
    font-size: 0.75rem;
    line-height: 1rem;
  }

  canvas {
    display: block;
    inline-size: 100%;
    block-size: 16px;
    border-radius: 3px;
  }

  :host([compact]) canvas {
    block-size: 8px;
  }

  .scale {
    position: relative;
    grid-column: 2;
    block-size: 1rem;
    color: var(--_muted);
    font-size: 0.6875rem;
    line-height: 1rem;
    font-variant-numeric: tabular-nums;
  }

  .scale span {
    position: absolute;
    transform: translateX(-50%);
  }

  .scale span:nth-child(1) {
    inset-inline-start: 0;
    transform: none;
  }

  .scale span:nth-child(2) {
    inset-inline-start: 20%;
  }

  .scale span:nth-child(3) {
    inset-inline-start: 40%;
  }

  .scale span:nth-child(4) {
    inset-inline-start: 60%;
  }

  .scale span:nth-child(5) {
    inset-inline-start: 80%;
  }

  .scale span:nth-child(6) {
    inset-inline-start: 90%;
  }

  .scale span:last-child {
    inset-inline-start: 100%;
    transform: translateX(-100%);
  }

  td .over {
    color: var(--_alarm);
    font-weight: 600;
  }

  .loudness {
    display: grid;
    grid-template-columns: repeat(4, minmax(0, 1fr));
    gap: 2px 12px;
    margin: 6px 0 0;
    padding-block-start: 6px;
    border-block-start: 1px solid var(--_line);
    font-variant-numeric: tabular-nums;
  }

  .loudness dt {
    color: var(--_muted);
    font-size: 0.75rem;
    line-height: 1rem;
  }

  .loudness dd {
    margin: 0;
    font-size: 0.9375rem;
    font-weight: 600;
    line-height: 1.375rem;
  }

  @media (max-width: 479px) {
    .loudness {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }
  }
`;
