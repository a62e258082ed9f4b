import type { Template } from '../template.ts';
import { agent, definition, input, output } from './build.ts';

export const bookingChat: Template = {
  id: 'booking-chat',
  title: 'Booking chat',
  flowName: 'Booking-chat',
  summary: 'An agent books a table and asks back until it knows what it needs.',
  teaches: ['An Agent node', 'Several turns in one run', 'A run that waits for you'],
  minutes: 6,
  needs: [{ kind: 'service', service: 'agents' }],
  definition: definition(
    [
      input('Wish', 'String'),
      agent(
        'Booking',
        'arn:aws:bedrock:us-east-1:000000000000:agent-alias/AGENT00000/ALIAS00000',
        'agentInputText: String',
      ),
      output('Answer', 'document: String'),
    ],
    ['Wish.document → Booking.agentInputText', 'Booking.agentResponse → Answer.document'],
  ),
  positions: { Wish: [0, 0], Booking: [320, 0], Answer: [640, 0] },
  savedInputs: [
    { id: 'vague', name: 'Too little to book', document: 'A table for tonight, please.' },
    {
      id: 'full',
      name: 'All there is to know',
      document: 'A table for four on Friday at eight, by the window.',
    },
  ],
};
