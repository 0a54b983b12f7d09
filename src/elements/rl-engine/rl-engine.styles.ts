/** Styles of `<rl-engine>`. */

import { css } from 'lit';

export const styles = css`
  .row {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 12px;
  }

  .title {
    display: flex;
    gap: 8px;
  }

  output {
    font-size: 0.8125rem;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }

  button[aria-pressed='true'] {
    border-color: var(--_accent);
    box-shadow: inset 0 0 0 1px var(--_accent);
    font-weight: 600;
  }

  .switch {
    justify-content: space-between;
  }

  .track {
    display: flex;
    inline-size: 36px;
    block-size: 20px;
    padding: 2px;
    border: 1px solid var(--_edge);
    border-radius: 10px;
    background: var(--_panel);
  }

  .thumb {
    inline-size: 14px;
    block-size: 14px;
    border-radius: 50%;
    background: var(--_edge);
  }

  [aria-checked='true'] .track {
    justify-content: flex-end;
    border-color: var(--_accent);
    background: var(--_accent);
  }

  [aria-checked='true'] .thumb {
    background: var(--_on-accent);
  }
`;
