/**
 * The library's entry `ringlight/elements`: importing it registers every `rl-*` element. Main thread.
 */

export { RlApp } from './rl-app/rl-app.ts';
export { RlChain } from './rl-chain/rl-chain.ts';
export { RlDrops } from './rl-drops/rl-drops.ts';
export { RlEngine } from './rl-engine/rl-engine.ts';
export { RlFacts } from './rl-facts/rl-facts.ts';
export { RlFrameTime } from './rl-frame-time/rl-frame-time.ts';
export { RlLatency } from './rl-latency/rl-latency.ts';
export { RlPreview } from './rl-preview/rl-preview.ts';
export { RlSource } from './rl-source/rl-source.ts';
export { RlSparkline } from './rl-sparkline/rl-sparkline.ts';
export { type ControlChange, RlChangeEvent } from './shared/change-event.ts';
export { History } from './shared/history.ts';
export { type PipelineHost, StatsController } from './shared/stats-controller.ts';
export { StatsFeed } from './shared/stats-feed.ts';
