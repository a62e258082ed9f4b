import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Toggle from '@cloudscape-design/components/toggle';
import { useEffect, useId, useState } from 'react';
import { useStore } from 'zustand';
import { ErrorAlert } from '../../../components/index.ts';
import {
  chooseKeys,
  choosePlainText,
  isSingleKey,
  keyChoices,
  keysNow,
  takenBy,
  textChoice,
  withKey,
} from '../../../editor/index.ts';
import { settingsMessages } from '../../../messages/settings.ts';
import { loadSingleKeyCommands, rivalsOf, type SingleKeyCommand } from './single-key-commands.ts';
import './keyboard-settings.css';

const words = settingsMessages.keyboard;

/** Shortcuts of one character: turned off together, or given another character each; and what code is written in. */
export function KeyboardSettings() {
  const { singleKeys, byCommand } = useStore(keyChoices);
  const { isPlain } = useStore(textChoice);
  const [commands, setCommands] = useState<readonly SingleKeyCommand[]>();
  const [error, setError] = useState<Error>();
  useEffect(() => {
    loadSingleKeyCommands().then(setCommands, setError);
  }, []);
  const isUsual = Object.keys(byCommand).length === 0;
  return (
    <SpaceBetween size="m">
      <Header
        variant="h1"
        description={words.description}
        actions={
          <Button
            disabled={isUsual}
            disabledReason={words.allUsual}
            onClick={() => chooseKeys((now) => ({ ...now, byCommand: {} }))}
          >
            {words.resetAll}
          </Button>
        }
      >
        {words.title}
      </Header>
      <Toggle
        checked={singleKeys}
        description={words.singleKeysHelp}
        onChange={({ detail }) => chooseKeys((now) => ({ ...now, singleKeys: detail.checked }))}
      >
        {words.singleKeys}
      </Toggle>
      <Toggle
        checked={isPlain}
        description={words.plainTextHelp}
        onChange={({ detail }) => choosePlainText(detail.checked)}
      >
        {words.plainText}
      </Toggle>
      {error && <ErrorAlert error={error} />}
      {!commands && !error && <StatusIndicator type="loading">{words.loading}</StatusIndicator>}
      {commands && (
        <div className="sb-key-groups">
          {[...Map.groupBy(commands, ({ group }) => group)].map(([group, rows]) => (
            <section key={group} aria-label={group}>
              <h2>{group}</h2>
              <ul>
                {rows.map((command) => (
                  <KeyRow key={command.id} command={command} all={commands} isOn={singleKeys} />
                ))}
              </ul>
            </section>
          ))}
        </div>
      )}
    </SpaceBetween>
  );
}

function KeyRow({
  command,
  all,
  isOn,
}: {
  readonly command: SingleKeyCommand;
  readonly all: readonly SingleKeyCommand[];
  readonly isOn: boolean;
}) {
  const choices = useStore(keyChoices);
  const [refused, setRefused] = useState<string>();
  const help = useId();
  const on = { ...choices, singleKeys: true };
  const current = keysNow(command, on)?.find(isSingleKey) ?? '';
  const usual = command.keys.filter(isSingleKey);
  const isChanged = choices.byCommand[command.id] !== undefined;
  const choose = (text: string) => {
    const typed = [...text.trim().replace(current, '')].at(-1) ?? (text.trim() === '' ? 'none' : current);
    const other = typed === 'none' ? undefined : takenBy(typed, command, rivalsOf(command, all), on);
    setRefused(other && words.taken(typed.toUpperCase(), other.label));
    if (!other) chooseKeys((now) => withKey(now, command, typed === 'none' ? typed : typed.toUpperCase()));
  };
  return (
    <li className="sb-key-row">
      <span className="sb-key-label">{command.label}</span>
      <span className="sb-key-field">
        <Input
          value={current}
          placeholder={words.none}
          disabled={!isOn}
          invalid={refused !== undefined}
          autoComplete={false}
          spellcheck={false}
          ariaLabel={words.keyOf(command.label)}
          {...(refused !== undefined && { ariaDescribedby: help })}
          onChange={({ detail }) => choose(detail.value)}
          onBlur={() => setRefused(undefined)}
        />
      </span>
      {isChanged && isOn ? (
        <Button
          variant="inline-link"
          ariaLabel={words.resetOf(command.label)}
          onClick={() => {
            const other = takenBy(usual[0] ?? '', command, rivalsOf(command, all), on);
            setRefused(other && words.taken(usual[0] ?? '', other.label));
            if (!other) chooseKeys((now) => withKey(now, command, undefined));
          }}
        >
          {words.reset(usual.join(' '))}
        </Button>
      ) : (
        <span />
      )}
      <span id={help} className="sb-key-refused" role="status">
        {refused}
      </span>
    </li>
  );
}
