/**
 * Breaks a worker in a chosen way. The worker has no hook for this: its script gets a prologue. In: the fault. Out: the prologue.
 * Node side. The prologue runs in the worker before its own script.
 */

/** A fault in a worker. It strikes at the `at`th call of `where`. Some faults also strike at all later calls. */
export interface WorkerFault {
  /** The place: a method of the platform, an export of the module, or the clock that the module reads while it works. */
  where: 'copyTo' | 'write' | 'capture_begin' | 'present_next' | 'pool_run' | 'pool_drain' | 'clock';
  /** `never`: promises do not settle from then on. `refuse`: promises reject, until a message says `mend`. */
  what: 'die' | 'trap' | 'loop' | 'timer' | 'reject' | 'never' | 'refuse';
  at: number;
}

/** Makes the text that stands before a worker's script. */
export const faultPrologue = (fault: WorkerFault): string => `(${installFault})(${JSON.stringify(fault)});\n`;

// The function below runs in a worker, as text. It uses nothing outside of itself.

function installFault({ where, what, at }: WorkerFault): void {
  let calls = 0;
  let mended = false;
  const boom = (text: string) => new Error(`boom in ${where}: ${text}`);
  /** The value to return instead of the real one. `undefined`: the real one. */
  const strike = (): unknown => {
    calls++;
    if (what === 'never') return calls >= at ? new Promise(() => undefined) : undefined;
    if (what === 'refuse') return calls >= at && !mended ? Promise.reject(boom('refused')) : undefined;
    if (calls !== at) return undefined;
    if (what === 'loop') for (;;);
    if (what === 'timer') {
      setTimeout(() => {
        throw boom('timer');
      });
    }
    if (what === 'reject') void Promise.reject(boom('rejected'));
    if (what === 'trap') throw new WebAssembly.RuntimeError('boom: unreachable');
    if (what === 'die') {
      self.close();
      // The thread must leave the module before it can end.
      if (where === 'clock') throw boom('died');
    }
    return undefined;
  };
  // The worker keeps the channel, because an unreferenced channel may be collected.
  const channel = new BroadcastChannel('fault');
  channel.onmessage = () => {
    mended = true;
  };
  Object.assign(globalThis, { channel });
  const { copyTo } = VideoFrame.prototype;
  const { write } = WritableStreamDefaultWriter.prototype;
  if (where === 'copyTo') {
    VideoFrame.prototype.copyTo = function (...values) {
      return (strike() as Promise<PlaneLayout[]>) ?? copyTo.apply(this, values);
    };
  } else if (where === 'write') {
    WritableStreamDefaultWriter.prototype.write = function (chunk) {
      const instead = strike() as Promise<void> | undefined;
      if (instead !== undefined) (chunk as VideoFrame).close();
      return instead ?? write.call(this, chunk);
    };
  } else {
    const { instantiate } = WebAssembly;
    const wrapped = async (module: WebAssembly.Module, { env }: WebAssembly.Imports) => {
      const clock = env?.clock as (at: number) => void;
      const seen = (at: number) => {
        strike();
        clock(at);
      };
      const imports = { env: where === 'clock' ? { ...env, clock: seen } : { ...env } };
      const { exports } = await instantiate(module, imports as WebAssembly.Imports);
      if (where === 'clock') return { exports };
      const real = exports[where] as (...values: number[]) => number;
      const wrap = (...values: number[]) => {
        strike();
        return real(...values);
      };
      return { exports: { ...exports, [where]: wrap } };
    };
    WebAssembly.instantiate = wrapped as unknown as typeof WebAssembly.instantiate;
  }
}
