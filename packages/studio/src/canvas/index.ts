export { addByWords } from './adding/add-by-words.ts';
export { Palette } from './adding/palette.tsx';
export { QuickAdd } from './adding/quick-add.tsx';
export { canvasCommands } from './commands.ts';
export { Outline } from './outline/outline.tsx';
export { DiffCanvas, type DiffCanvasProps } from './still/diff-canvas.tsx';
export { FlowMiniature, type FlowMiniatureProps } from './still/flow-miniature.tsx';
export { RunCanvas, type RunCanvasProps } from './still/run-canvas.tsx';
export { Canvas, type CanvasProps } from './view/canvas.tsx';
