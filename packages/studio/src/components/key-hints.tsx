/** Keys as people press them, each way in a cap of its own. Screen readers have the shortcut on the control itself. */
export function KeyHints({ keys }: { readonly keys: readonly string[] }) {
  if (keys.length === 0) return null;
  return (
    <span className="sb-key-hints">
      {keys.map((each) => (
        <kbd key={each} className="sb-keys">
          {each}
        </kbd>
      ))}
    </span>
  );
}
