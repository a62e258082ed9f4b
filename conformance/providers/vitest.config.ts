import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['conformance/providers/*.suite.ts'],
    globalSetup: ['conformance/providers/global-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
