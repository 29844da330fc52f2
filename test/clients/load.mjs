/**
 * Runs simulated mini programs against a Playground on DynamoDB, whose process is killed and restarted halfway:
 *
 *   node load.mjs --playground PATH/MiniLogin.Playground.dll --dynamodb http://localhost:8000 [--count 10000] [--at-once 200]
 *
 * Each logs in with minilogin-client and checks its session ten times. Every fifth loses the answer to its login; every third
 * logs out. Prints the counts and fails if any answer was wrong.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { APP_ID, freePort, openIdOf, startPlayground, startWeChat } from './servers.mjs';
import { createDevice, createWx } from './wx.mjs';

const { createClient } = createRequire(import.meta.url)('../../src/miniprogram/demo/minilogin-client.js');

const { values: options } = parseArgs({
  options: {
    playground: { type: 'string' },
    dynamodb: { type: 'string' },
    count: { type: 'string', default: '10000' },
    'at-once': { type: 'string', default: '200' },
  },
});
const count = Number(options.count);
const tables = `load-${randomBytes(4).toString('hex')}`;
const CHECKS = 10;

const figures = { logins: 0, lostAnswers: 0, checks: 0, logouts: 0, callsWithoutAnswer: 0, loginsRepeated: 0, restarts: 0 };
const wrong = [];
const milliseconds = [];

const weChat = await startWeChat();
const port = await freePort();
const baseUrl = `http://127.0.0.1:${port}`;
const serving = { playground: options.playground, dynamodb: options.dynamodb, port, weChat, tables };
let playground = await startPlayground(serving);
const started = performance.now();
try {
  await run();
} finally {
  playground.kill('SIGKILL');
  weChat.close();
  weChat.closeAllConnections();
}

const seconds = (performance.now() - started) / 1000;
milliseconds.sort((a, b) => a - b);
const percentile = (share) => Math.round(milliseconds[Math.floor((milliseconds.length - 1) * share)]);
console.log(JSON.stringify({
  miniPrograms: count,
  ...figures,
  seconds: Math.round(seconds),
  answersPerSecond: Math.round(milliseconds.length / seconds),
  p50Milliseconds: percentile(0.5),
  p99Milliseconds: percentile(0.99),
  wrongAnswers: wrong.length,
}, null, 2));
for (const what of wrong.slice(0, 20)) {
  console.error(`WRONG: ${what}`);
}

process.exit(wrong.length === 0 ? 0 : 1);

async function run() {
  let next = 0;
  let restart;
  const half = Math.floor(count / 2);
  await Promise.all(Array.from({ length: Math.min(Number(options['at-once']), count) }, async () => {
    while (next < count) {
      const number = next++;
      if (number === half) {
        restart = restartPlayground();
      }

      await live(number).catch((error) => wrong.push(`${number}: ${error.stack}`));
    }
  }));
  await restart;
}

/** The life of one mini program. */
async function live(number) {
  const user = `user${number}`;
  const device = createDevice(user);
  const wx = createWx(device, { weChat: weChat.url, appId: APP_ID });
  const client = createClient({ baseUrl, appId: APP_ID, wx });
  const losesAnswer = number % 5 === 0;
  if (losesAnswer) {
    device.loseAnswers = 1;
    figures.lostAnswers++;
  }

  const login = await untilAnswered(() => client.login(), () => figures.loginsRepeated++);
  figures.logins++;
  expect(login.user.openId === openIdOf(user), `${user} logged in as ${login.user.openId}`);
  const token = wx.getStorageSync('minilogin');
  expect(token === login.token, `${user} stores another token than it got`);

  for (let check = 0; check < CHECKS; check++) {
    const session = await untilAnswered(() => client.session());
    figures.checks++;
    expect(session !== null, `${user} has lost its session at check ${check}`);
    expect(session?.user.openId === openIdOf(user), `${user} sees ${session?.user.openId}`);
    expect(session?.id === token.split('.')[0], `${user} sees session ${session?.id}`);
  }

  // A login during the kill may have made a session whose answer never arrived.
  const { sessions } = await untilAnswered(() => client.request({ url: '/sessions' }));
  const heard = device.calls.every((call) => !call.endsWith('failed')) && device.calls.filter((call) => call === 'wx.login').length === 1;
  expect(sessions.filter((s) => s.current).length === 1 && (sessions.length === 1 || !heard), `${user} has ${sessions.length} sessions`);

  if (number % 3 === 0) {
    await untilAnswered(() => client.logout());
    figures.logouts++;
    expect(await client.session() === null, `${user} has a session after logging out`);

    // The client forgets the token even if the logout did not reach the server, so the session may still be live.
    if (heard && device.calls.every((call) => !call.endsWith('failed'))) {
      expect(await statusOf(token) === 401, `the token of ${user} is still valid after logging out`);
    }
  } else {
    expect(await untilAnswered(() => client.session()) !== null, `${user} has lost its session`);
  }

  function expect(holds, what) {
    if (!holds) {
      wrong.push(what);
    }
  }

  async function untilAnswered(call, again = () => {}) {
    for (let attempt = 0; ; attempt++) {
      const before = performance.now();
      try {
        const answer = await call();
        milliseconds.push(performance.now() - before);
        return answer;
      } catch (error) {
        if (error.code !== 'network' || attempt === 120) {
          throw error;
        }

        figures.callsWithoutAnswer++;
        again();
        await pause(500);
      }
    }
  }
}

async function statusOf(token) {
  for (;;) {
    try {
      return (await fetch(`${baseUrl}/session`, { headers: { authorization: `Bearer ${token}` } })).status;
    } catch {
      await pause(500);
    }
  }
}

async function restartPlayground() {
  playground.kill('SIGKILL');
  await once(playground, 'exit');
  playground = await startPlayground(serving);
  figures.restarts++;
}
