import { useStore } from '@xyflow/react';

/** The zoom in whole per cents, so that a component is not painted for less. 1 is 100 %. */
export const useZoom = (): number => useStore(({ transform }) => Math.round(transform[2] * 100) / 100);
