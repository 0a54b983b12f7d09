import { useEffect, useRef } from 'react';
import { createPipeline } from 'ringlight';

export function Camera() {
  const video = useRef(null);

  useEffect(() => {
    // The signal ends a start that is under way, and closes a pipeline that runs.
    const controller = new AbortController();
    const { signal } = controller;
    createPipeline({
      source: { type: 'camera', width: 1280, height: 720 },
      filters: [{ name: 'grayscale' }, { name: 'box-blur', radius: 5 }],
      signal,
    }).then(
      (pipeline) => {
        video.current.srcObject = pipeline.stream;
      },
      (error) => {
        if (!signal.aborted) console.error(error);
      },
    );
    return () => controller.abort();
  }, []);

  return <video ref={video} autoPlay muted playsInline />;
}
