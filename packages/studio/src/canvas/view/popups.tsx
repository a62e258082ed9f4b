import { QuickAdd } from '../adding/quick-add.tsx';
import { ChooseInput, ConnectList } from '../connecting/connect-list.tsx';
import { Feed } from '../connecting/feed.tsx';
import { PickMember } from '../connecting/pick-member.tsx';
import { Refusal } from '../connecting/refusal.tsx';
import { LinePopover } from '../lines/line-popover.tsx';
import { ContextMenu } from '../menus/context-menu.tsx';
import { useCanvasState } from '../state/canvas-context.ts';

/** The one thing that floats above the canvas. */
export const Popups = () => {
  const popup = useCanvasState((state) => state.popup);
  switch (popup?.kind) {
    case undefined:
      return null;
    case 'quickAdd':
      return <QuickAdd popup={popup} />;
    case 'connect':
      return <ConnectList key={popup.node} popup={popup} />;
    case 'chooseInput':
      return <ChooseInput popup={popup} />;
    case 'pickMember':
      return <PickMember key={`${popup.to.node} ${popup.to.input}`} popup={popup} />;
    case 'connection':
      return <LinePopover popup={popup} />;
    case 'feed':
      return <Feed popup={popup} />;
    case 'menu':
      return <ContextMenu popup={popup} />;
    case 'refusal':
      return <Refusal popup={popup} />;
  }
};
