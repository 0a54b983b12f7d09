/** Styles of `<rl-sound>`. */

import { css } from 'lit';

export const styles = css`
  .checks {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 14px;
  }

  .checks label {
    display: flex;
    align-items: center;
    gap: 6px;
    min-block-size: var(--_control);
  }

  /* As high as what is beside it, so that a finger finds it. */
  .checks input {
    block-size: var(--_control);
    inline-size: 18px;
    margin: 0;
  }

  dl {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(max(8.5rem, 30%), 1fr));
    gap: 4px 12px;
    margin: 0;
    font-variant-numeric: tabular-nums;
  }

  dt {
    color: var(--_muted);
    font-size: 0.75rem;
  }

  dd {
    margin: 0;
    font-weight: 600;
  }

  .warning {
    padding-inline-start: 10px;
    border-inline-start: 4px solid var(--_alarm);
  }
`;
