import '@cloudscape-design/global-styles/index.css';
import './fonts.css';
import './theme.css';
import './base.css';
import { createRoot } from 'react-dom/client';
import { App, startTheme } from './screens/shell/index.ts';

startTheme();
createRoot(document.getElementById('root')!).render(<App />);
