/** Styles of `<rl-frame-time>`. */

import { css } from 'lit';

export const styles = css`
  rl-chart {
    --rl-chart-size: 114px;
  }
`;
