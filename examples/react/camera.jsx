import { useEffect, useRef } from 'react';
import { useRinglight } from 'ringlight/react';

const OPTIONS = {
  source: { type: 'camera', width: 1280, height: 720 },
  filters: [{ name: 'grayscale' }, { name: 'box-blur', radius: 5 }],
};

export function Camera() {
  const video = useRef(null);
  // The pipeline starts with the component, and closes with it.
  const { stream, error } = useRinglight(OPTIONS);

  useEffect(() => {
    if (video.current) video.current.srcObject = stream;
  }, [stream]);

  if (error) return <p role="alert">{error.message}</p>;
  return <video ref={video} autoPlay muted playsInline />;
}
