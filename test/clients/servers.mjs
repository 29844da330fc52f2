/**
 * A Playground on DynamoDB that can be killed, and a WeChat for any number of users, which runs outside of it and survives the kill.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

export const APP_ID = 'wx0123456789abcdef';
const SECRET = '0123456789abcdef0123456789abcdef';

export function openIdOf(user) {
  return `o-${user}`;
}

/** Starts a Playground and waits until it answers. `tables` is a prefix: processes with the same one share their data. */
export async function startPlayground({ playground, dynamodb, port, weChat, tables }) {
  const url = `http://127.0.0.1:${port}`;
  const child = spawn('dotnet', [playground, '--urls', url, '--dynamodb', dynamodb, '--wechat', weChat.url, '--app', APP_ID], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      MINILOGIN_APP_SECRET: SECRET,
      MiniLogin__LoginsPerUserAndMinute: '1000',
      MiniLogin__SessionsTable: `${tables}-sessions`,
      MiniLogin__UsersTable: `${tables}-users`,
      MiniLogin__DeletionsTable: `${tables}-deletions`,
    },
  });
  for (;;) {
    try {
      await fetch(`${url}/session`);
      return child;
    } catch {
      if (child.exitCode !== null) {
        throw new Error(`The Playground exited with ${child.exitCode}.`);
      }

      await pause(100);
    }
  }
}

export async function startWeChat() {
  const codes = new Map();
  const server = http.createServer(async (request, response) => {
    const url = new URL(request.url, 'http://wechat');
    if (url.pathname === '/playground/wx/login') {
      const code = `0${randomBytes(16).toString('hex').slice(0, 31)}`;
      codes.set(code, { user: JSON.parse(Buffer.concat(await request.toArray())).user, used: false });
      return answer({ code });
    }

    const code = codes.get(url.searchParams.get('js_code'));
    if (url.pathname !== '/sns/jscode2session' || !code) {
      return answer({ errcode: 40029, errmsg: 'invalid code' });
    }

    if (code.used) {
      return answer({ errcode: 40163, errmsg: 'code been used' });
    }

    code.used = true;
    return answer({ openid: openIdOf(code.user), session_key: randomBytes(16).toString('base64') });

    function answer(body) {
      response.writeHead(200, { 'content-type': 'text/plain' });
      response.end(JSON.stringify(body));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.url = `http://127.0.0.1:${server.address().port}`;
  return server;
}

export async function freePort() {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: free } = server.address();
  server.close();
  await once(server, 'close');
  return free;
}
