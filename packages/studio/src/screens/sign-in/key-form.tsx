import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type FormEvent, useState } from 'react';
import { SignInError } from '../../api/index.ts';
import { shellMessages } from '../../messages/shell.ts';
import { useStudio } from '../shell/studio-context.ts';

const REGION = /^[a-z]{2}(-[a-z]+)+-\d{1,2}$/;

/** What a person is told of a failed sign-in. */
export const signInErrorText = (error: SignInError): string => {
  const { errors } = shellMessages.signIn;
  switch (error.kind) {
    case 'clock':
      return errors.clock(error.minutesAhead ?? 0);
    case 'refused':
      return errors.refused(error.message);
    default:
      return errors[error.kind];
  }
};

export function SignInErrorAlert({ error }: { readonly error: SignInError }) {
  return (
    <Alert type="error">
      {signInErrorText(error)}
      {error.requestId !== '' && (
        <div className="sb-mono">
          {shellMessages.signIn.requestId} {error.requestId}
        </div>
      )}
    </Alert>
  );
}

/** Signs in with an access key. The browser signs with the secret; it is never sent, and forgotten once it has served. */
export function KeyForm({ region: regionAtFirst = 'us-east-1' }: { readonly region?: string }) {
  const { session } = useStudio();
  const [accessKeyId, setAccessKeyId] = useState('');
  const [secretAccessKey, setSecret] = useState('');
  const [region, setRegion] = useState(regionAtFirst);
  const [isTried, setTried] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<SignInError>();
  const { signIn } = shellMessages;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    const key = {
      accessKeyId: accessKeyId.trim(),
      secretAccessKey: secretAccessKey.trim(),
      region: region.trim(),
    };
    if (key.accessKeyId === '' || key.secretAccessKey === '' || !REGION.test(key.region)) return;
    setBusy(true);
    setError(undefined);
    try {
      await session.signInWithKey(key);
      setAccessKeyId('');
    } catch (reason) {
      setError(
        reason instanceof SignInError
          ? reason
          : new SignInError('refused', String(reason), { cause: reason }),
      );
    } finally {
      setSecret('');
      setTried(false);
      setBusy(false);
    }
  };
  const missing = (text: string) => (isTried && text.trim() === '' ? signIn.required : undefined);
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <SpaceBetween size="m">
        {error && <SignInErrorAlert error={error} />}
        <FormField label={signIn.accessKeyId} errorText={missing(accessKeyId)}>
          <Input
            value={accessKeyId}
            onChange={({ detail }) => setAccessKeyId(detail.value)}
            name="username"
            autoComplete="username"
            spellcheck={false}
            disabled={isBusy}
          />
        </FormField>
        <FormField label={signIn.secretAccessKey} errorText={missing(secretAccessKey)}>
          <Input
            type="password"
            value={secretAccessKey}
            onChange={({ detail }) => setSecret(detail.value)}
            name="password"
            autoComplete="current-password"
            disabled={isBusy}
          />
        </FormField>
        <FormField
          label={signIn.region}
          constraintText={signIn.regionHelp}
          errorText={isTried && !REGION.test(region.trim()) ? signIn.regionWrong : undefined}
        >
          <Input
            value={region}
            onChange={({ detail }) => setRegion(detail.value)}
            spellcheck={false}
            disabled={isBusy}
          />
        </FormField>
        <Button variant="primary" formAction="submit" loading={isBusy} fullWidth>
          {signIn.submit}
        </Button>
      </SpaceBetween>
    </form>
  );
}
