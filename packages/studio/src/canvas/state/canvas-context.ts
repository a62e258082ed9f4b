import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { CanvasController } from './canvas-controller.ts';
import type { CanvasState } from './canvas-state.ts';

const CanvasContext = createContext<CanvasController | undefined>(undefined);
export const CanvasProvider = CanvasContext.Provider;

/** The canvas around the component. Throws outside one: a mistake of ours. */
export const useCanvas = (): CanvasController => {
  const canvas = useContext(CanvasContext);
  if (!canvas) throw new Error('useCanvas is called outside a CanvasProvider');
  return canvas;
};

/** A part of the canvas's own state; the component is painted when that part changes. */
export const useCanvasState = <Part>(select: (state: CanvasState) => Part): Part =>
  useStore(useCanvas().state, select);
