export { type AnswerEvent, type AnswerStream, type Answers, createAnswers } from './answers.ts';
