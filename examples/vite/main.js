import { createPipeline } from 'ringlight';

const pipeline = await createPipeline({
  source: { type: 'camera', width: 1280, height: 720 },
  filters: [{ name: 'grayscale' }, { name: 'box-blur', radius: 5 }],
  threads: 'auto',
});
document.querySelector('video').srcObject = pipeline.stream;
