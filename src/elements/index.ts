/**
 * The library's entry `ringlight/elements`: importing it registers every `rl-*` element. Main thread.
 */

export { type AnalysedSound, AudioAnalysis, analysisOf } from '../analysis/analysis.ts';
export type { AnalysisHead, AudioReading } from '../analysis/block.ts';
export { type AssetOptions, setAssets } from '../engine/assets.ts';
export { RlApp } from './rl-app/rl-app.ts';
export { RlChain } from './rl-chain/rl-chain.ts';
export type { ChartSpec, Drawing, Series } from './rl-chart/chart-spec.ts';
export { RlChart } from './rl-chart/rl-chart.ts';
export { RlCompare } from './rl-compare/rl-compare.ts';
export { RlDrops } from './rl-drops/rl-drops.ts';
export { RlEffects } from './rl-effects/rl-effects.ts';
export { RlEngine } from './rl-engine/rl-engine.ts';
export { RlFacts } from './rl-facts/rl-facts.ts';
export { RlFrameTime } from './rl-frame-time/rl-frame-time.ts';
export { RlGc } from './rl-gc/rl-gc.ts';
export { RlLatency } from './rl-latency/rl-latency.ts';
export { RlLedger } from './rl-ledger/rl-ledger.ts';
export { RlMeter } from './rl-meter/rl-meter.ts';
export { RlPreview } from './rl-preview/rl-preview.ts';
export { RlRecorder } from './rl-recorder/rl-recorder.ts';
export { RlTraceEvent } from './rl-recorder/trace-event.ts';
export { RlRing } from './rl-ring/rl-ring.ts';
export { RlSound } from './rl-sound/rl-sound.ts';
export { RlSoundNotice } from './rl-sound-notice/rl-sound-notice.ts';
export { RlSource } from './rl-source/rl-source.ts';
export { RlSpectrum } from './rl-spectrum/rl-spectrum.ts';
export { RlThreads } from './rl-threads/rl-threads.ts';
export { RlTraceViewer } from './rl-trace-viewer/rl-trace-viewer.ts';
export { RlVitals } from './rl-vitals/rl-vitals.ts';
export { type ControlChange, RlChangeEvent } from './shared/change-event.ts';
export { Columns } from './shared/columns.ts';
export type { ElementProps } from './shared/element-props.ts';
export { FRAME, FrameFeed, frameFeedOf } from './shared/frame-feed.ts';
export { type PipelineHost, StatsController } from './shared/stats-controller.ts';
export { StatsFeed } from './shared/stats-feed.ts';
