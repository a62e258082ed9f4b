/** The mark of the house: three lines of water. */
export function Mark({ size = 20 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="7" fill="#0a6b66" />
      <g fill="none" stroke="#fff" strokeLinecap="round" strokeWidth="2.6">
        <path d="M6 11c4-3.6 7 3.6 11 0s6-1.5 9-.6" />
        <path d="M6 17c4-3.6 7 3.6 11 0s6-1.5 9-.6" opacity=".8" />
        <path d="M6 23c4-3.6 7 3.6 11 0s6-1.5 9-.6" opacity=".6" />
      </g>
    </svg>
  );
}
