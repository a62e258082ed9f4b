/* The canvas of an open editor. Pictures that stand still are imported from their own files: no editor waits for them. */
export { addByWords } from './adding/add-by-words.ts';
export { Palette } from './adding/palette.tsx';
export { canvasCommands } from './commands.ts';
export { Canvas, type CanvasProps } from './view/canvas.tsx';
