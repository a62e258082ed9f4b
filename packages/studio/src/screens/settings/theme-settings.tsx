import Header from '@cloudscape-design/components/header';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useStore } from 'zustand';
import { settingsMessages } from '../../messages/settings.ts';
import { chooseTheme, type ThemeChoice, themeChoice } from '../shell/theme.ts';

/** Light, dark, or as the machine is set. */
export function ThemeSettings() {
  const { choice } = useStore(themeChoice);
  const { theme } = settingsMessages;
  return (
    <SpaceBetween size="m">
      <Header variant="h1" description={theme.description}>
        {theme.title}
      </Header>
      <RadioGroup
        ariaLabel={theme.label}
        value={choice}
        onChange={({ detail }) => chooseTheme(detail.value as ThemeChoice)}
        items={[
          { value: 'system', label: theme.system, description: theme.systemHelp },
          { value: 'light', label: theme.light },
          { value: 'dark', label: theme.dark },
        ]}
      />
    </SpaceBetween>
  );
}
