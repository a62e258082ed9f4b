import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import { Modal } from '../../components/index.ts';
import { componentMessages } from '../../messages/components.ts';
import { exchangeMessages } from '../../messages/exchange.ts';
import { ExportPanel, type ExportPanelProps } from './export-panel.tsx';

const words = exchangeMessages.export;

/** The export of a flow over whatever page it was asked for on: what is given is what is written, saved or not. */
export function ExportDialog({ onClose, ...panel }: ExportPanelProps & { onClose(): void }) {
  return (
    <Modal
      visible
      size="max"
      header={words.pageTitle(panel.flow.name)}
      closeAriaLabel={componentMessages.close}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <Button variant="primary" onClick={onClose}>
            {words.close}
          </Button>
        </Box>
      }
    >
      <ExportPanel {...panel} />
    </Modal>
  );
}
