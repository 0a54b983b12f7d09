/** Styles of `<rl-source>`. */

import { css } from 'lit';

export const styles = css`
  .pair {
    display: grid;
    grid-template-columns: 1.4fr 1fr;
    gap: 10px;
  }
`;
