import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Installing takes as long as the network does.
  test: { include: ['conformance/package/package.suite.ts'], testTimeout: 120_000, hookTimeout: 600_000 },
});
