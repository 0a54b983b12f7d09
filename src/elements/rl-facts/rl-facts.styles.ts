/** Styles of `<rl-facts>`. */

import { css } from 'lit';

export const styles = css`
  dl {
    display: flex;
    flex-direction: column;
    gap: 6px;
    margin: 0;
    font-size: 0.8125rem;
    line-height: 1.125rem;
    font-variant-numeric: tabular-nums;
  }

  dl div {
    display: grid;
    grid-template-columns: 4.5rem minmax(0, 1fr);
  }

  dt {
    color: var(--_muted);
  }

  dd {
    margin: 0;
    overflow-wrap: anywhere;
  }

  /* Room for the sink's reason before there is one: the fact below stays in its place. */
  dl div:nth-child(3) {
    min-block-size: 3.375rem;
  }

  .note {
    display: block;
    color: var(--_muted);
    font-size: 0.75rem;
  }
`;
