import type { Clock, Ids, ModelPort } from '@streambed/flow/ports';
import { DEFAULT_MODELS_CONFIGURATION, type ModelsConfiguration } from './configuration.ts';
import { createModels, type ModelPortWorld, type Models } from './model-port.ts';

export { faultOf } from '../outcomes.fixture.ts';

/** Real time; only for waits that a test expects to be cut short or that last a few ms. */
export const realClock: Clock = {
  now: Date.now,
  monotonic: () => performance.now(),
  after(delay, action) {
    const timer = setTimeout(action, delay);
    return () => clearTimeout(timer);
  },
};

export const countedIds = (): Ids => {
  let count = 0;
  const next = (): string => String(++count);
  return {
    resourceId: () => next().padStart(10, '0'),
    uuid: () => `00000000-0000-4000-8000-${next().padStart(12, '0')}`,
  };
};

/** The model port of `models`. */
export const modelPort = (
  change: Partial<ModelsConfiguration> = {},
  world: Partial<ModelPortWorld> = {},
): ModelPort => models(change, world).model;

/** All ports, with retries that take milliseconds; detection is off unless asked for. */
export const models = (
  change: Partial<ModelsConfiguration> = {},
  world: Partial<ModelPortWorld> = {},
): Models =>
  createModels(
    {
      ...DEFAULT_MODELS_CONFIGURATION,
      detect: false,
      retries: { attempts: 3, baseDelayMs: 1, maxDelayMs: 2, totalMs: 60_000 },
      ...change,
    },
    { env: {}, clock: realClock, random: () => 0.5, ids: countedIds(), ...world },
  );
