const isolation = [
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  { key: 'Cross-Origin-Embedder-Policy', value: 'require-corp' },
];

export default {
  async headers() {
    // Pages, and workers below /_next/static/.
    return [{ source: '/:path*', headers: isolation }];
  },
};
