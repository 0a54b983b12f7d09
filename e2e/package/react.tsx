/** A project with React that uses `ringlight/react`. e2e/package/package.test.ts compiles it. It is never run. */

import { type RefObject, useRef } from 'react';
import type { Pipeline } from 'ringlight';
import type { RlChain as RlChainElement } from 'ringlight/elements';
import { RlChain, RlCompare, RlMeter, RlPreview, RlRecorder, useRinglight } from 'ringlight/react';

export function Camera({ radius }: { radius: number }) {
  const { pipeline, stream, state, error } = useRinglight({
    source: { type: 'camera', width: 1280 },
    filters: [{ name: 'box-blur', radius }],
  });
  const chain: RefObject<RlChainElement | null> = useRef(null);
  const idle: boolean = state === 'idle';
  const same: Pipeline | null = pipeline;
  return (
    <main title={error?.message}>
      <RlPreview pipeline={pipeline} className="wide" />
      <RlChain ref={chain} pipeline={same} onRlChange={({ change }) => change.filters?.length} />
      <RlRecorder pipeline={pipeline} onRlTrace={({ trace }) => trace.toCsv()} />
      <RlCompare pipeline={pipeline} threads={2} onRlResult={(event: CustomEvent<null>) => event} />
      <RlMeter compact={idle}>{stream?.id}</RlMeter>
      {/* @ts-expect-error there is no such property */}
      <RlMeter compakt={true} />
      {/* @ts-expect-error a meter sends no such event */}
      <RlMeter onRlChange={() => undefined} />
    </main>
  );
}

export function Nothing() {
  // @ts-expect-error there is no such source
  return useRinglight({ source: 'kamera' }).state === useRinglight(null).state;
}
