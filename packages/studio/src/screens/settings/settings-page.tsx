import { Navigate, NavLink, useParams } from 'react-router-dom';
import { settingsMessages } from '../../messages/settings.ts';
import { usePageTitle } from '../shell/page-title.ts';
import { AboutSettings } from './about-settings.tsx';
import { HealthSettings } from './health-settings.tsx';
import { KeyboardSettings } from './keyboard/keyboard-settings.tsx';
import { ModelSettings } from './models/model-settings.tsx';
import { ThemeSettings } from './theme-settings.tsx';
import './settings-page.css';

const PARTS = {
  models: ModelSettings,
  health: HealthSettings,
  theme: ThemeSettings,
  keyboard: KeyboardSettings,
  about: AboutSettings,
} as const;
type Part = keyof typeof PARTS;

const isPart = (text: string): text is Part => Object.hasOwn(PARTS, text);

/** `/settings/models|health|theme|keyboard|about`. */
export function SettingsPage() {
  const { part = 'models' } = useParams();
  const name = isPart(part) ? part : 'models';
  const { title, parts, partsLabel } = settingsMessages;
  usePageTitle(`${parts[name]} · ${title}`);
  if (!isPart(part)) return <Navigate to="/settings/models" replace />;
  const Content = PARTS[name];
  return (
    <div className="sb-page">
      <nav className="sb-settings-parts" aria-label={partsLabel}>
        {(Object.keys(PARTS) as Part[]).map((each) => (
          <NavLink key={each} to={`/settings/${each}`}>
            {parts[each]}
          </NavLink>
        ))}
      </nav>
      <Content />
    </div>
  );
}
