import type { DoctorRequest, DoctorResponse } from '@streambed/model/streambed';
import { operation } from '../operation.ts';

/** The checks of `streambed doctor`, made by the server that runs. They ask the providers that it would call, nobody else. */
export const doctor = operation<DoctorRequest, DoctorResponse>({
  name: 'Doctor',
  service: 'streambed',
  action: 'streambed:Doctor',
  resource: () => '*',
  handle: ({ part }, { server }) => server.diagnose(part),
});
