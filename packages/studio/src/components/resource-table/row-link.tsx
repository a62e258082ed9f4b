import type { ReactNode } from 'react';
import { Link } from 'react-router-dom';

/** The link that a row is: a click anywhere on the row follows it. `to` is below /studio. */
export function RowLink({ to, children }: { readonly to: string; readonly children: ReactNode }) {
  return (
    <Link to={to} className="sb-row-link">
      {children}
    </Link>
  );
}
