import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['conformance/s3/object-store.suite.ts'], testTimeout: 60_000, hookTimeout: 60_000 },
});
