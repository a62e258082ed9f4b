import type { Template } from '../template.ts';
import { code, condition, definition, input, output, prompt } from './build.ts';

export const ticketRouter: Template = {
  id: 'ticket-router',
  title: 'Ticket router',
  flowName: 'Ticket-router',
  summary: 'Sorts a message into billing, technical or sales and answers each its own way.',
  teaches: [
    'A Condition with three branches and a default',
    'Several Output nodes',
    'Branches that are skipped',
  ],
  minutes: 5,
  needs: [],
  definition: definition(
    [
      input('Ticket', 'Object'),
      prompt(
        'Classify',
        ['message: String = $.data.message'],
        'Classify the message into one of the categories. Answer with the name of the category only.\n\nCategories:\n- billing: invoices, charges, payments, refunds\n- technical: errors, crashes, login, something does not work\n- sales: offers, prices, new orders, demonstrations\n- other: everything else\n\n<message>\n{{message}}\n</message>',
        { temperature: 0, maxTokens: 5 },
      ),
      condition(
        'Route',
        ['category: String'],
        [
          'billing = category == "billing"',
          'technical = category == "technical"',
          'sales = category == "sales"',
        ],
      ),
      prompt(
        'BillingReply',
        ['message: String = $.data.message'],
        'You answer for the accounts department. Find out what was charged and answer in one sentence.\n\n<message>\n{{message}}\n</message>',
        { temperature: 0.2, maxTokens: 300 },
      ),
      prompt(
        'TechnicalReply',
        ['message: String = $.data.message'],
        'You answer for the technicians. Identify the error and describe it in one sentence.\n\n<message>\n{{message}}\n</message>',
        { temperature: 0.2, maxTokens: 300 },
      ),
      prompt(
        'SalesReply',
        ['message: String = $.data.message'],
        'You answer for sales. Say in one sentence what the customer would like to have.\n\n<message>\n{{message}}\n</message>',
        { temperature: 0.2, maxTokens: 300 },
      ),
      code(
        'Acknowledge',
        ['name: String = $.data.name'],
        'String',
        'f"Thank you, {name}. A person will read your message today."',
      ),
      output('BillingOutput', 'document: String'),
      output('TechnicalOutput', 'document: String'),
      output('SalesOutput', 'document: String'),
      output('OtherOutput', 'document: String'),
    ],
    [
      'Ticket.document → Classify.message',
      'Classify.modelCompletion → Route.category',
      'Ticket.document → BillingReply.message',
      'Route:billing → BillingReply',
      'Ticket.document → TechnicalReply.message',
      'Route:technical → TechnicalReply',
      'Ticket.document → SalesReply.message',
      'Route:sales → SalesReply',
      'Ticket.document → Acknowledge.name',
      'Route:default → Acknowledge',
      'BillingReply.modelCompletion → BillingOutput.document',
      'TechnicalReply.modelCompletion → TechnicalOutput.document',
      'SalesReply.modelCompletion → SalesOutput.document',
      'Acknowledge.response → OtherOutput.document',
    ],
  ),
  positions: {
    Ticket: [0, 240],
    Classify: [320, 320],
    Route: [640, 320],
    BillingReply: [960, 0],
    TechnicalReply: [960, 200],
    SalesReply: [960, 400],
    Acknowledge: [960, 600],
    BillingOutput: [1280, 0],
    TechnicalOutput: [1280, 200],
    SalesOutput: [1280, 400],
    OtherOutput: [1280, 600],
  },
  savedInputs: [
    {
      id: 'invoice',
      name: 'Charged twice',
      document: {
        name: 'Amara',
        message:
          'Hello, I looked at my invoice for March. You charged the yearly fee twice, on the 3rd and again on the 5th. Please refund one of the payments.',
      },
    },
    {
      id: 'greeting',
      name: 'Only a greeting',
      document: { name: 'Jonas', message: 'Greetings from the lighthouse. The gulls are loud this morning.' },
    },
  ],
};
