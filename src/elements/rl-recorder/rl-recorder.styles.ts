/** Styles of `<rl-recorder>`. */

import { css } from 'lit';

export const styles = css`
  /* A check box is as high as a finger. */
  .panel > header {
    align-items: center;
  }

  .controls,
  .buttons {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px;
  }

  .light {
    inline-size: 12px;
    block-size: 12px;
    border: 2px solid var(--_alarm);
    border-radius: 50%;
  }

  [aria-pressed='true'] {
    border-color: var(--_alarm);
    box-shadow: inset 0 0 0 1px var(--_alarm);
  }

  /* Round and hollow, square and full: more than a colour. */
  [aria-pressed='true'] .light {
    border-radius: 2px;
    background: var(--_alarm);
  }

  .key {
    display: flex;
    align-items: center;
    gap: 5px;
  }

  .key input {
    inline-size: 14px;
    block-size: var(--_control);
    margin: 0;
    accent-color: var(--_accent);
  }

  /* No keyboard, as a rule. */
  @media (pointer: coarse) {
    .key {
      display: none;
    }
  }

  .elapsed {
    min-inline-size: 4.5rem;
    font-size: 1.0625rem;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }

  .trace {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 4px 12px;
    padding-block-start: 6px;
    border-block-start: 1px solid var(--_line);
    font-size: 0.8125rem;
    font-variant-numeric: tabular-nums;
  }

  .lost {
    color: var(--_alarm);
    font-weight: 600;
  }

  .quiet {
    border-color: var(--_line);
    background: none;
    color: var(--_muted);
  }

  kbd {
    padding: 0 4px;
    border: 1px solid var(--_line);
    border-radius: 4px;
    background: var(--_raised);
    font: inherit;
  }
`;
