import type { Template } from '../template.ts';
import { code, definition, input, lambda, output } from './build.ts';

const FUNCTION = `/** Adds up the lines of an invoice. The inputs of the node come as a list, by name. */
export const handler = async ({ node }) => {
  const { lines, rate } = Object.fromEntries(node.inputs.map(({ name, value }) => [name, value]));
  const round = (amount) => Math.round(amount * 100) / 100;
  const priced = lines.map((line) => ({ ...line, amount: round(line.quantity * line.price) }));
  const net = round(priced.reduce((sum, { amount }) => sum + amount, 0));
  const tax = round(net * rate);
  return { lines: priced, net, tax, total: round(net + tax) };
};
`;

export const invoiceTotals: Template = {
  id: 'invoice-totals',
  title: 'Invoice totals',
  flowName: 'Invoice-totals',
  summary: 'A function adds up the lines of an invoice; code writes the text that goes out.',
  teaches: ['A LambdaFunction node and its event', 'Inline code after it', 'Types that must fit'],
  minutes: 5,
  needs: [{ kind: 'function', name: 'invoice-totals', file: 'invoice-totals/index.mjs', code: FUNCTION }],
  definition: definition(
    [
      input('Invoice', 'Object'),
      lambda(
        'AddUp',
        'arn:aws:lambda:us-east-1:000000000000:function:invoice-totals',
        ['lines: Array = $.data.lines', 'rate: Number = $.data.taxRate'],
        'functionResponse: Object',
      ),
      code(
        'Letter',
        ['customer: String = $.data.customer', 'sums: Object'],
        'String',
        'rows = [f"{line[\'quantity\']:>4} x {line[\'article\']:<16}{line[\'amount\']:>10.2f}" for line in sums["lines"]]\nfoot = [f"{name:<23}{sums[name.lower()]:>10.2f}" for name in ("Net", "Tax", "Total")]\n"\\n".join([f"Invoice for {customer}", *rows, *foot])',
      ),
      output('Text', 'document: String'),
      output('Total', 'document: Number = $.data.total'),
    ],
    [
      'Invoice.document → AddUp.lines',
      'Invoice.document → AddUp.rate',
      'Invoice.document → Letter.customer',
      'AddUp.functionResponse → Letter.sums',
      'Letter.response → Text.document',
      'AddUp.functionResponse → Total.document',
    ],
  ),
  positions: { Invoice: [0, 80], AddUp: [320, 120], Letter: [640, 0], Text: [960, 0], Total: [960, 200] },
  savedInputs: [
    {
      id: 'garden',
      name: 'Garden club',
      document: {
        customer: 'Garden club Verden',
        taxRate: 0.19,
        lines: [
          { article: 'willow cutting', quantity: 40, price: 1.2 },
          { article: 'reed mat', quantity: 6, price: 14.5 },
        ],
      },
    },
    {
      id: 'school',
      name: 'School, no tax',
      document: {
        customer: 'School on the hill',
        taxRate: 0,
        lines: [{ article: 'gauge board', quantity: 3, price: 79 }],
      },
    },
  ],
};
