/** Styles of `<rl-latency>`. */

import { css } from 'lit';

export const styles = css`
  rl-chart {
    --rl-chart-size: 140px;
    --rl-legend-size: 90px;
  }
`;
