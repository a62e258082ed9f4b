export { createPromptsPort } from './prompts-port.ts';
