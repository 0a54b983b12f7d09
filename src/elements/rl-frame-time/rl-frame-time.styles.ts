/** Styles of `<rl-frame-time>`. */

import { css } from 'lit';

export const styles = css`
  rl-sparkline {
    --rl-sparkline-color: var(--_accent);
  }
`;
