import { createBrowserRouter, type RouteObject } from 'react-router-dom';
import { NotFoundPage } from '../not-found/not-found-page.tsx';
import { type PageRoute, pages } from '../routes.tsx';
import { SignInPage } from '../sign-in/sign-in-page.tsx';
import { HomePage } from '../welcome/home-page.tsx';
import { PageError } from './page-error.tsx';
import { SessionGate } from './session-gate.tsx';
import { Shell } from './shell.tsx';

/** Given to the shell by the page's route. */
export interface PageHandle {
  readonly isEditor?: boolean;
  readonly takesFocus?: boolean;
}

const routeOf = ({ path, load, isEditor = false, takesFocus = false }: PageRoute): RouteObject => ({
  path,
  lazy: async () => ({ Component: await load() }),
  handle: { isEditor, takesFocus } satisfies PageHandle,
  errorElement: <PageError />,
});

/** All addresses of the studio. What only signed-in people see stands behind the gate. */
export const createStudioRouter = () =>
  createBrowserRouter(
    [
      { path: '/sign-in', element: <SignInPage /> },
      {
        element: <SessionGate />,
        hydrateFallbackElement: <></>,
        children: [
          {
            element: <Shell />,
            children: [
              { path: '/', element: <HomePage /> },
              ...pages.map(routeOf),
              { path: '*', element: <NotFoundPage /> },
            ],
          },
        ],
      },
    ],
    { basename: '/studio' },
  );
