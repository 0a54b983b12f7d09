/** A project with React that uses the tags in JSX. e2e/package/package.test.ts compiles it. It is never run. */

import type { Pipeline } from 'ringlight';
import type {} from 'ringlight/jsx';

export function Preview({ pipeline }: { pipeline: Pipeline }) {
  return (
    <main>
      <rl-preview pipeline={pipeline} className="wide" />
      <rl-meter pipeline={pipeline} compact={true} onClick={(event) => event.currentTarget.compact} />
      {/* @ts-expect-error there is no such property */}
      <rl-meter compakt={true} />
      {/* @ts-expect-error there is no such tag */}
      <rl-nothing />
    </main>
  );
}
