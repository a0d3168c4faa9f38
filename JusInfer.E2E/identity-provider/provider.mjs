// An OpenID Connect provider (the npm package oidc-provider) with one client, the portal. A person who signs in as NAME has the verified address NAME@provider.test. It prints
// its address and ends when its input ends.
import { createServer } from 'node:http';
import Provider, { interactionPolicy } from 'oidc-provider';

// Without the page that asks before a program on this machine gets an answer.
const policy = interactionPolicy.base();
policy.get('consent').checks.remove('native_client_prompt');

const [clientId, clientSecret] = process.argv.slice(2);
const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{
      client_id: clientId,
      client_secret: clientSecret,
      application_type: 'native', // accepts every port of this machine (RFC 8252, section 7.3)
      redirect_uris: ['http://127.0.0.1/account/external/acme/callback'],
      grant_types: ['authorization_code'],
      response_types: ['code'],
    }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    cookies: { keys: ['of the test'] },
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    interactions: { policy, url: (_, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({ sub: id, email: `${id}@provider.test`, email_verified: true, name: id }),
    }),
    async loadExistingGrant(ctx) {
      const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
  });
  provider.use(async (ctx, next) => {
    if (!ctx.path.startsWith('/interaction/')) return next();
    if (ctx.method === 'GET') {
      ctx.type = 'html';
      ctx.body = '<!doctype html><html lang="en"><title>Provider</title><link rel="icon" href="data:,"><main><h1>Provider</h1>'
        + '<form method="post"><label>User name <input name="name"></label><button>Sign in at the provider</button></form></main></html>';
      return undefined;
    }
    let body = '';
    for await (const part of ctx.req) body += part;
    const accountId = new URLSearchParams(body).get('name');
    ctx.respond = false;
    return provider.interactionFinished(ctx.req, ctx.res, { login: { accountId } }, { mergeWithLastSubmission: false });
  });
  server.on('request', provider.callback());
  process.stdout.write(`${issuer}\n`);
});
process.stdin.on('end', () => process.exit(0)).resume();
