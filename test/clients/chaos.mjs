/**
 * Two Playgrounds on one DynamoDB are killed and restarted at random while users log in, check, end, and delete on both:
 *
 *   node chaos.mjs --playground PATH/MiniLogin.Playground.dll --dynamodb http://localhost:8000 [--seconds 300] [--users 40]
 *
 * A user knows which sessions must be live and which must not. Prints the counts, and fails if any answer was wrong.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { APP_ID, freePort, openIdOf, startPlayground, startWeChat } from './servers.mjs';

const { values: options } = parseArgs({
  options: {
    playground: { type: 'string' },
    dynamodb: { type: 'string' },
    seconds: { type: 'string', default: '300' },
    users: { type: 'string', default: '40' },
  },
});
const tables = `chaos-${randomBytes(4).toString('hex')}`;
const weChat = await startWeChat();
const servers = [];
const counts = { kills: 0, logins: 0, loginsRepeated: 0, checks: 0, ended: 0, allEnded: 0, deletions: 0, callsWithoutAnswer: 0, storeUnavailable: 0 };
const wrong = [];
let isOver = false;

for (let i = 0; i < 2; i++) {
  const server = { playground: options.playground, dynamodb: options.dynamodb, port: await freePort(), weChat, tables };
  // One after the other, because the first one creates the tables.
  server.process = await startPlayground(server);
  servers.push(server);
}

setTimeout(() => { isOver = true; }, Number(options.seconds) * 1000);
try {
  await Promise.all([kill(), ...Array.from({ length: Number(options.users) }, (_, number) => live(`user${number}`))]);
} finally {
  servers.forEach((server) => server.process.kill('SIGKILL'));
  weChat.close();
  weChat.closeAllConnections();
}

console.log(JSON.stringify({ seconds: Number(options.seconds), users: Number(options.users), ...counts, wrongAnswers: wrong.length }, null, 2));
wrong.slice(0, 20).forEach((what) => console.error(`WRONG: ${what}`));
process.exit(wrong.length === 0 ? 0 : 1);

async function kill() {
  while (!isOver) {
    await pause(1000 + Math.random() * 4000);
    const server = servers[Math.floor(Math.random() * 2)];
    server.process.kill('SIGKILL');
    await once(server.process, 'exit');
    counts.kills++;
    await pause(Math.random() * 1000);
    server.process = await startPlayground(server);
  }
}

/** One user, who sends one request at a time. */
async function live(user) {
  /** @type {Set<string>} tokens that must be live */
  let live = new Set();
  /** @type {Set<string>} tokens that must have ended */
  const ended = new Set();
  let isKnown = false;
  try {
    while (!isOver) {
      await step();
    }
  } catch (error) {
    wrong.push(`${user}: ${error.stack}`);
  }

  async function step() {
    const dice = Math.random();
    if (live.size === 0 || dice < 0.25) {
      return logIn();
    }

    const token = [...live][Math.floor(Math.random() * live.size)];
    if (dice < 0.75) {
      return check(token);
    }

    if (dice < 0.85) {
      await untilEnded('DELETE', '/session', token);
      end([token]);
      counts.ended++;
    } else if (dice < 0.93) {
      await untilEnded('DELETE', '/sessions', token);
      end([...live]);
      counts.allEnded++;
    } else {
      await untilEnded('DELETE', '/user', token, true);
      end([...live]);
      isKnown = false;
      counts.deletions++;
    }
  }

  async function logIn() {
    const nonce = randomBytes(16).toString('hex');
    let code = await wxLogin();
    for (;;) {
      const answer = await call('POST', '/login', undefined, { code, nonce, appId: APP_ID });
      if (answer?.status === 200) {
        counts.logins++;
        const { token, user: shown, isNewUser } = answer.body;
        expect(shown.openId === openIdOf(user), `logged in as ${shown.openId}`);
        expect(!(isKnown && isNewUser), 'is new again without having deleted the account');
        expect(!ended.has(token) && !live.has(token), 'got a token twice');
        isKnown = true;
        live.add(token);
        return;
      }

      if (answer?.status === 401) {
        // The code was used by an attempt that died before it wrote its session. That attempt may have made the user known.
        expect(answer.body.code === 'code_rejected', `login: ${answer.body.code}`);
        code = await wxLogin();
      } else {
        expect(answer === undefined || answer.status === 503, `login: ${answer?.status} ${answer?.body?.code}`);
      }

      counts.loginsRepeated++;
      await pause(50 + Math.random() * 200);
    }
  }

  async function check(token) {
    const [old] = [...ended].slice(-1 - Math.floor(Math.random() * Math.min(5, ended.size)));
    for (const [presented, expected] of [[token, 200], ...(old ? [[old, 401]] : [])]) {
      const answer = await untilAnswered('GET', '/user', presented);
      expect(answer.status === expected, `${expected === 200 ? 'a live' : 'an ended'} session got ${answer.status} ${answer.body?.code}`);
      expect(answer.status !== 200 || answer.body.openId === openIdOf(user), `shown ${answer.body?.openId}`);
      counts.checks++;
    }
  }

  /** Repeats a request that ends the session it is sent with, until it is done: 204, or 401 if an answer was lost. */
  async function untilEnded(method, path, token, confirms = false) {
    let isRepeated = false;
    for (;;) {
      const answer = await call(method, path, token, undefined, confirms ? { 'x-wx-code': await wxLogin() } : {});
      if (answer?.status === 204) {
        return;
      }

      if (answer?.status === 401) {
        expect(answer.body.code === 'session_invalid' && isRepeated, `${method} ${path}: ${answer.body.code}`);
        return;
      }

      expect(answer === undefined || answer.status === 503, `${method} ${path}: ${answer?.status} ${answer?.body?.code}`);
      isRepeated = true;
      await pause(50 + Math.random() * 200);
    }
  }

  function end(tokens) {
    tokens.forEach((token) => ended.add(token));
    live = new Set([...live].filter((token) => !ended.has(token)));
  }

  async function untilAnswered(method, path, token) {
    for (;;) {
      const answer = await call(method, path, token);
      if (answer && answer.status !== 503) {
        return answer;
      }

      await pause(50 + Math.random() * 200);
    }
  }

  async function wxLogin() {
    const response = await fetch(`${weChat.url}/playground/wx/login`, { method: 'POST', body: JSON.stringify({ user }) });
    return (await response.json()).code;
  }

  function expect(holds, what) {
    if (!holds) {
      wrong.push(`${user}: ${what}`);
    }
  }
}

/** One request to either server. Undefined if there was no answer. */
async function call(method, path, token, body, headers = {}) {
  const server = servers[Math.floor(Math.random() * 2)];
  try {
    const response = await fetch(`http://127.0.0.1:${server.port}${path}`, {
      method,
      headers: { ...headers, ...(token ? { authorization: `Bearer ${token}` } : {}), ...(body ? { 'content-type': 'application/json' } : {}) },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(15_000),
    });
    const text = await response.text();
    counts.storeUnavailable += response.status === 503 ? 1 : 0;
    return { status: response.status, body: text ? JSON.parse(text) : undefined };
  } catch {
    counts.callsWithoutAnswer++;
    return undefined;
  }
}
