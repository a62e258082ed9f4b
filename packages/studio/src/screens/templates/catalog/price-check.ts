import type { Template } from '../template.ts';
import { code, condition, definition, input, output } from './build.ts';

export const priceCheck: Template = {
  id: 'price-check',
  title: 'Price check',
  flowName: 'Price-check',
  summary:
    'Decides by numbers whether an order goes through, is looked at, or gets a discount. Asks no model.',
  teaches: ['Members of an Object input', 'and, or and numbers in conditions', 'Code in one line'],
  minutes: 3,
  needs: [],
  definition: definition(
    [
      input('Order', 'Object'),
      code(
        'Total',
        ['quantity: Number = $.data.quantity', 'price: Number = $.data.price'],
        'Number',
        'round(quantity * price, 2)',
      ),
      condition(
        'Check',
        ['total: Number', 'years: Number = $.data.customer.years', 'stock: Number = $.data.stock'],
        ['review = total > 1000 or stock < 5', 'discount = total >= 200 and years >= 3'],
      ),
      code('Review', ['total: Number'], 'String', 'f"A person looks at this order of {total:.2f}."'),
      code('Discount', ['total: Number'], 'Number', 'round(total * 0.95, 2)'),
      output('ReviewOutput', 'document: String'),
      output('DiscountOutput', 'document: Number'),
      output('TotalOutput', 'document: Number'),
    ],
    [
      'Order.document → Total.quantity',
      'Order.document → Total.price',
      'Total.response → Check.total',
      'Order.document → Check.years',
      'Order.document → Check.stock',
      'Total.response → Review.total',
      'Check:review → Review',
      'Total.response → Discount.total',
      'Check:discount → Discount',
      'Total.response → TotalOutput.document',
      'Check:default → TotalOutput',
      'Review.response → ReviewOutput.document',
      'Discount.response → DiscountOutput.document',
    ],
  ),
  positions: {
    Order: [0, 160],
    Total: [320, 80],
    Check: [640, 200],
    Review: [960, 0],
    Discount: [960, 200],
    ReviewOutput: [1280, 0],
    DiscountOutput: [1280, 200],
    TotalOutput: [1280, 400],
  },
  savedInputs: [
    {
      id: 'loyal',
      name: 'Loyal customer',
      document: { quantity: 12, price: 24.5, stock: 80, customer: { name: 'Reed and Sons', years: 6 } },
    },
    {
      id: 'large',
      name: 'Large order',
      document: { quantity: 60, price: 24.5, stock: 80, customer: { name: 'Marsh Hotel', years: 1 } },
    },
  ],
};
