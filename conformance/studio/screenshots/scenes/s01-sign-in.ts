import type { Scene } from '../scene.ts';

export const signIn: Scene = {
  id: 'S01',
  title: 'sign-in',
  isSignedOut: true,
  reflows: true,
  async show({ page, stage }) {
    await page.goto(`${stage.fresh.server.url}/studio/sign-in?to=/flows`);
    await page.getByLabel('Access key ID').waitFor();
  },
};
