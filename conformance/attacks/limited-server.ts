import { hardenProcess, loadConfiguration, startServer } from '@streambed/server/app';

/*
 * A server like that of `streambed start`, with other limits of the front door than its settings offer: ATTACK_LIMITS
 * holds them as JSON. For tests that would otherwise wait for a minute.
 */
hardenProcess();
const configuration = await loadConfiguration(process.env);
const limits = { ...configuration.limits, ...JSON.parse(process.env.ATTACK_LIMITS ?? '{}') };
const server = await startServer({ ...configuration, limits });
process.stdout.write(`Streambed listening on ${server.url}\n`);
process.once('SIGTERM', async () => {
  await server.close();
  process.exit();
});
