import { canvasMessages } from '../../messages/canvas.ts';
import { applyRemedy } from '../actions/commit-outcome.ts';
import { Popover } from '../menus/popover.tsx';
import { useCanvas } from '../state/canvas-context.ts';
import type { Popup } from '../state/canvas-state.ts';
import '../menus/button.css';

/** Why two places were not connected, at the pointer, with the ways out as buttons. */
export const Refusal = ({ popup }: { readonly popup: Extract<Popup, { kind: 'refusal' }> }) => {
  const canvas = useCanvas();
  const { reason, remedies } = popup.outcome;
  return (
    <Popover at={popup.at} label={canvasMessages.connect.refused(reason)} className="sb-refusal">
      <p className="sb-refusal-reason">{reason}</p>
      <div className="sb-popover-actions">
        {remedies.map((remedy) => (
          <button
            key={remedy.says}
            type="button"
            className="sb-button"
            onClick={() => applyRemedy(canvas, popup.from, remedy)}
          >
            {remedy.says}
          </button>
        ))}
        <button
          type="button"
          className="sb-button sb-button-quiet"
          onClick={() => {
            canvas.closePopup();
            canvas.focusCanvas();
          }}
        >
          {canvasMessages.line.close}
        </button>
      </div>
    </Popover>
  );
};
