export { type Answers, type AnswersWorld, createAnswers } from './answers.ts';
