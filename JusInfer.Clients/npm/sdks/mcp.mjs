// The client of the TypeScript SDK for MCP: it knows only the address of the server, and finds, registers and connects by itself. The person decides in a browser without scripts.
import { randomUUID } from 'node:crypto';
import { Client, StreamableHTTPClientTransport, UnauthorizedError } from '@modelcontextprotocol/client';
import { host, run } from './scenario.mjs';

const redirect = 'http://127.0.0.1:33418/callback';

/** Keeps what the SDK learns, and the address at which the person decides. */
class Memory {
  redirectUrl = redirect;
  clientMetadata = { client_name: 'TypeScript agent', redirect_uris: [redirect], token_endpoint_auth_method: 'none' };
  asked = [];
  clientInformation() { return this.client; }
  saveClientInformation(client) { this.client = client; }
  tokens() { return this.stored; }
  saveTokens(tokens) { this.stored = tokens; }
  redirectToAuthorization(address) { this.asked.push(address); }
  saveCodeVerifier(verifier) { this.verifier = verifier; }
  codeVerifier() { return this.verifier; }
  saveDiscoveryState(state) { this.discovery = state; }
  discoveryState() { return this.discovery; }
}

/** A browser that keeps cookies, and posts forms with their hidden fields. */
class Browser {
  cookies = new Map();

  async get(address, init = {}) {
    const headers = { ...init.headers, cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') };
    const answer = await fetch(new URL(address, host), { ...init, headers, redirect: 'manual' });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie);
      this.cookies.set(name, value);
    }
    return answer;
  }

  async post(address, form, fields) {
    const page = await (await this.get(address)).text();
    const own = page.split('<form').find(part => part.includes(`name="_handler" value="${form}"`)) ?? page;
    const hidden = [...own.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]);
    return this.get(address, { method: 'POST', body: new URLSearchParams([...hidden, ...Object.entries(fields)]) });
  }
}

async function connect(decision) {
  const person = new Browser();
  await person.post('/login?form=sign-up', 'sign-up', { email: `${randomUUID()}@example.com`, password: 'a long enough password', team: 'Engine Room' });

  const memory = new Memory();
  const open = () => new StreamableHTTPClientTransport(new URL('/mcp', host), { authProvider: memory });
  const first = open();
  const refused = await new Client({ name: 'agent', version: '1' }).connect(first).then(() => null, error => error);
  if (!(refused instanceof UnauthorizedError)) throw refused ?? new Error('The server asked for nothing.');
  const address = memory.asked[0];
  const answer = await person.post(address.pathname + address.search, 'authorize', decision);
  await first.finishAuth(new URL(answer.headers.get('location')).searchParams);

  const client = new Client({ name: 'agent', version: '1' });
  await client.connect(open());
  const { tools } = await client.listTools();
  const usage = await client.callTool({ name: 'get_usage', arguments: {} });
  await client.close();
  return { asked: memory.asked.length, scope: memory.stored.scope, mints: tools.some(tool => tool.name === 'mint_key'), usage: usage.content[0].text.split('\n')[0] };
}

await run({
  read: () => connect({ decision: 'allow' }),
  mint: () => connect({ decision: 'allow', mint: 'true' }),
});
