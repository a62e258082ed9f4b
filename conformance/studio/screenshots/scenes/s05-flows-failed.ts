import type { Scene } from '../scene.ts';
import { go } from './parts.ts';

export const flowsFailed: Scene = {
  id: 'S05',
  title: 'flows list failed to load',
  on: 'library',
  reflows: true,
  expects: /400 \(Bad Request\)/,
  async show(setting) {
    const { page } = setting;
    await page.route('**/flows/*', (route) => route.continue());
    await page.route(/\/flows\/(\?.*)?$/, (route) =>
      route.fulfill({
        status: 400,
        headers: {
          'x-amzn-errortype': 'ValidationException',
          'x-amzn-requestid': '4f0c7d2e-9a1b-4c55-8f0e-2b6d3c1a9e77',
        },
        json: { message: 'The value of nextToken is not one that this server gave out.' },
      }),
    );
    await go(setting, '/flows', 'library');
    await page.getByText('Flows could not be loaded').waitFor();
  },
};
