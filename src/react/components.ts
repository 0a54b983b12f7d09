/**
 * A React component for each element, made by `@lit/react`. Properties of the element are props, and its events are props such as
 * `onRlChange`. This works in React 18, too, which sets only attributes. Main thread. On a server a component is its bare tag.
 */

import { createComponent, type EventName } from '@lit/react';
import { createElement, forwardRef, useCallback, useEffect, useLayoutEffect, useRef } from 'react';
import * as elements from '../elements/index.ts';
import type { RlTraceEvent } from '../elements/rl-recorder/trace-event.ts';
import type { RlChangeEvent } from '../elements/shared/change-event.ts';

const react = {
  createElement,
  forwardRef,
  useCallback,
  useRef,
  // React 18 warns of layout effects on a server.
  useLayoutEffect: 'document' in globalThis ? useLayoutEffect : useEffect,
} as unknown as typeof import('react');

const change = { onRlChange: 'rl-change' as EventName<RlChangeEvent> };
const trace = { onRlTrace: 'rl-trace' as EventName<RlTraceEvent> };
const result = { onRlResult: 'rl-result' as EventName<CustomEvent<null>> };

/** `<rl-app>`. */
export const RlApp = /* @__PURE__ */ createComponent({
  react,
  tagName: 'rl-app',
  elementClass: elements.RlApp,
  displayName: 'RlApp',
});

/** `<rl-chain>`. */
export const RlChain = /* @__PURE__ */ createComponent({
  react,
  tagName: 'rl-chain',
  elementClass: elements.RlChain,
  displayName: 'RlChain',
  events: change,
});

/** `<rl-chart>`. */
export const RlChart = /* @__PURE__ */ createComponent({
  react,
  tagName: 'rl-chart',
  elementClass: elements.RlChart,
  displayName: 'RlChart',
});

/** `<rl-compare>`. */
export const RlCompare = /* @__PURE__ */ createComponent({
  react,
  tagName: 'rl-compare',
  elementClass: elements.RlCompare,
  displayName: 'RlCompare',
  events: result,
});

/** `<rl-drops>`. */
export const RlDrops = /* @__PURE__ */ createComponent({
  react,
  tagName: 'rl-drops',
  elementClass: elements.RlDrops,
  displayName: 'RlDrops',
});

/** `<rl-effects>`. */
export const RlEffects = /* @__PURE__ */ createComponent({
  react,
  tagName: 'rl-effects',
  elementClass: elements.RlEffects,
  displayName: 'RlEffects',
  events: change,
});

/** `<rl-engine>`. */
export const RlEngine = /* @__PURE__ */ createComponent({
  react,
  tagName: 'rl-engine',
  elementClass: elements.RlEngine,
  displayName: 'RlEngine',
  events: change,
});

/** `<rl-facts>`. */
export const RlFacts = /* @__PURE__ */ createComponent({
  react,
  tagName: 'rl-facts',
  elementClass: elements.RlFacts,
  displayName: 'RlFacts',
});

/** `<rl-frame-time>`. */
export const RlFrameTime = /* @__PURE__ */ createComponent({
  react,
  tagName: 'rl-frame-time',
  elementClass: elements.RlFrameTime,
  displayName: 'RlFrameTime',
});

/** `<rl-gc>`. */
export const RlGc = /* @__PURE__ */ createComponent({
  react,
  tagName: 'rl-gc',
  elementClass: elements.RlGc,
  displayName: 'RlGc',
});

/** `<rl-latency>`. */
export const RlLatency = /* @__PURE__ */ createComponent({
  react,
  tagName: 'rl-latency',
  elementClass: elements.RlLatency,
  displayName: 'RlLatency',
});

/** `<rl-ledger>`. */
export const RlLedger = /* @__PURE__ */ createComponent({
  react,
  tagName: 'rl-ledger',
  elementClass: elements.RlLedger,
  displayName: 'RlLedger',
});

/** `<rl-meter>`. */
export const RlMeter = /* @__PURE__ */ createComponent({
  react,
  tagName: 'rl-meter',
  elementClass: elements.RlMeter,
  displayName: 'RlMeter',
});

/** `<rl-preview>`. */
export const RlPreview = /* @__PURE__ */ createComponent({
  react,
  tagName: 'rl-preview',
  elementClass: elements.RlPreview,
  displayName: 'RlPreview',
});

/** `<rl-recorder>`. */
export const RlRecorder = /* @__PURE__ */ createComponent({
  react,
  tagName: 'rl-recorder',
  elementClass: elements.RlRecorder,
  displayName: 'RlRecorder',
  events: trace,
});

/** `<rl-ring>`. */
export const RlRing = /* @__PURE__ */ createComponent({
  react,
  tagName: 'rl-ring',
  elementClass: elements.RlRing,
  displayName: 'RlRing',
});

/** `<rl-sound>`. */
export const RlSound = /* @__PURE__ */ createComponent({
  react,
  tagName: 'rl-sound',
  elementClass: elements.RlSound,
  displayName: 'RlSound',
  events: change,
});

/** `<rl-sound-notice>`. */
export const RlSoundNotice = /* @__PURE__ */ createComponent({
  react,
  tagName: 'rl-sound-notice',
  elementClass: elements.RlSoundNotice,
  displayName: 'RlSoundNotice',
});

/** `<rl-source>`. */
export const RlSource = /* @__PURE__ */ createComponent({
  react,
  tagName: 'rl-source',
  elementClass: elements.RlSource,
  displayName: 'RlSource',
  events: change,
});

/** `<rl-spectrum>`. */
export const RlSpectrum = /* @__PURE__ */ createComponent({
  react,
  tagName: 'rl-spectrum',
  elementClass: elements.RlSpectrum,
  displayName: 'RlSpectrum',
});

/** `<rl-threads>`. */
export const RlThreads = /* @__PURE__ */ createComponent({
  react,
  tagName: 'rl-threads',
  elementClass: elements.RlThreads,
  displayName: 'RlThreads',
});

/** `<rl-trace-viewer>`. */
export const RlTraceViewer = /* @__PURE__ */ createComponent({
  react,
  tagName: 'rl-trace-viewer',
  elementClass: elements.RlTraceViewer,
  displayName: 'RlTraceViewer',
});

/** `<rl-vitals>`. */
export const RlVitals = /* @__PURE__ */ createComponent({
  react,
  tagName: 'rl-vitals',
  elementClass: elements.RlVitals,
  displayName: 'RlVitals',
});
