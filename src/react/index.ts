/**
 * The library's entry `ringlight/react`. It exports the hook and a component for each element. Main thread. A server can render
 * with it: there the hook is idle, and an element is its bare tag.
 */

// Every name is listed, because Next refuses `export *` in a client file.
export {
  RlApp,
  RlChain,
  RlChart,
  RlCompare,
  RlDrops,
  RlEffects,
  RlEngine,
  RlFacts,
  RlFrameTime,
  RlGc,
  RlLatency,
  RlLedger,
  RlMeter,
  RlPreview,
  RlRecorder,
  RlRing,
  RlSound,
  RlSoundNotice,
  RlSource,
  RlSpectrum,
  RlThreads,
  RlTraceViewer,
  RlVitals,
} from './components.ts';
export type { Ringlight } from './run.ts';
export { useRinglight } from './use-ringlight.ts';
