export { PromptPage } from './prompt-page.tsx';
export { PromptsPage } from './prompts-page.tsx';
