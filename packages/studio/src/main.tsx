import '@cloudscape-design/global-styles/index.css';
import './fonts.css';
import './theme.css';
import './base.css';
import { createRoot } from 'react-dom/client';
import { App, startTheme } from './screens/shell/index.ts';
import { restrictScripts } from './trusted-types.ts';

restrictScripts();
startTheme();
createRoot(document.getElementById('root')!).render(<App />);
