import { useEffect } from 'react';
import { createStore } from 'zustand/vanilla';
import { shellMessages } from '../../messages/shell.ts';

/** What page one is on; the shell announces it. */
export const currentPage = createStore<{ readonly title: string }>(() => ({ title: '' }));

/** Names the page: in the document's title, and to screen readers once one arrives. */
export const usePageTitle = (title: string): void => {
  useEffect(() => {
    document.title = shellMessages.title(title);
    currentPage.setState({ title });
  }, [title]);
};
