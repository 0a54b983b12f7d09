/** An app may keep a pipeline in a state library. These libraries must not wrap it, because it would not work then. */

import { reactive, ref, shallowReactive } from '@vue/reactivity';
import { observable } from 'mobx';
import { afterEach, expect, it, vi } from 'vitest';
import { FakePlatform } from '../../e2e/support/fake-platform.ts';
import type { Pipeline } from '../types.ts';

/** Ways in which apps keep a pipeline. Each function returns what the app gets back out of its state. */
const KEEPERS: Record<string, (pipeline: Pipeline) => Pipeline> = {
  'reactive() of Vue': (pipeline) => reactive({ pipeline }).pipeline as Pipeline,
  'reactive() of Vue, itself': (pipeline) => reactive(pipeline) as Pipeline,
  'ref() of Vue': (pipeline) => ref(pipeline).value as Pipeline,
  'shallowReactive() of Vue': (pipeline) => shallowReactive({ pipeline }).pipeline,
  'observable() of MobX': (pipeline) => observable({ pipeline }).pipeline,
  'observable.map() of MobX': (pipeline) => observable.map({ pipeline }).get('pipeline') as Pipeline,
};

afterEach(() => {
  vi.unstubAllGlobals();
});

it.each(Object.entries(KEEPERS))('works in %s', async (_, keep) => {
  const platform = new FakePlatform().install();
  vi.resetModules();
  const { createPipeline } = await import('../pipeline.ts');
  const kept = keep(await createPipeline({ source: 'camera', threads: 1 }));
  const states: string[] = [];
  kept.addEventListener('statechange', ({ detail }) => states.push(detail));
  kept.setFilters([{ name: 'invert' }]);
  expect(kept.stats().filters).toEqual([{ name: 'invert' }]);
  expect(kept.recentTrace().metadata.settings).toHaveLength(1);
  await kept.close();
  expect([kept.state, states, platform.left]).toEqual(['closed', ['closed'], []]);
});
