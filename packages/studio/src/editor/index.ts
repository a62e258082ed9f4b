export type { Command } from './command.ts';
export * from './editor.ts';
export type * from './editor-state.ts';
export {
  chooseKeys,
  isSingleKey,
  keyChoices,
  keysNow,
  takenBy,
  withChosenKeys,
  withKey,
} from './key-choices.ts';
export { commandFor, isInCanvas, isTyping, matchesKeys, showKeys } from './keyboard.ts';
export { parseSearch, type SearchFacts, searchFlow } from './search.ts';
export { choosePlainText, type TextChoice, textChoice } from './text-choice.ts';
