import type { Template } from '../template.ts';
import { bookingChat } from './booking-chat.ts';
import { documentToBucket } from './document-to-bucket.ts';
import { draftAndCritic } from './draft-and-critic.ts';
import { folderReport } from './folder-report.ts';
import { groundedAnswers } from './grounded-answers.ts';
import { helloPrompt } from './hello-prompt.ts';
import { invoiceTotals } from './invoice-totals.ts';
import { priceCheck } from './price-check.ts';
import { promptChain } from './prompt-chain.ts';
import { reviewDigest } from './review-digest.ts';
import { ticketRouter } from './ticket-router.ts';

/** All templates, from the simplest on. */
export const templates: readonly Template[] = [
  helloPrompt,
  promptChain,
  ticketRouter,
  priceCheck,
  reviewDigest,
  draftAndCritic,
  documentToBucket,
  folderReport,
  groundedAnswers,
  invoiceTotals,
  bookingChat,
];
