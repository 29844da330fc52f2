// Simulates the logins of a launch, layer by layer. docs/launch.md has the sources of the limits.

/** Rates are per second, durations in ms, ramp and duration in s. */
export const DEFAULTS = {
  target: 1000, // logins a second after the ramp
  ramp: 60, // 0: all at once
  duration: 120,
  checks: 1, // session checks per login, which arrive at the same time
  loginRate: 200, // LoginThrottleRate
  loginBurst: 400, // LoginThrottleBurst
  checkRate: 500, // ThrottleRate
  checkBurst: 1000, // ThrottleBurst
  apiRate: 10_000, // of the account, over all APIs
  apiBurst: 5000,
  concurrency: 1000, // of the account, over all functions
  growth: 1000, // execution environments per 10 s and function
  provisioned: 0, // environments of the login function that exist before the start
  login: 200,
  check: 10,
  cold: 300, // added to the first call of an environment
  kms: 10_000,
  wechat: Infinity, // calls a minute; WeChat publishes no number
  usersWrites: 4000,
  byUnionIdWrites: 4000,
  sessionsWrites: 4000,
  byUserWrites: 4000,
  sessionsReads: 12_000,
};

/** In the order in which a login meets them. */
export const LAYERS = ['route throttle', 'API quota', 'Lambda quota', 'Lambda growth', 'KMS', 'WeChat', 'DynamoDB'];

const STEPS = 100; // a second
const SHORTEST = 100; // ms: an environment takes at most ten calls a second

/** A bucket that refills continuously. It starts full. */
const bucketOf = (rate, burst) => ({ rate, burst, tokens: burst });

/** Takes up to `wanted` tokens within one step and returns how many it got. */
function take(bucket, wanted) {
  const available = bucket.tokens + bucket.rate / STEPS;
  const taken = Math.min(wanted, available);
  bucket.tokens = Math.min(bucket.burst, available - taken);
  return taken;
}

const functionOf = (o, duration, idle) => ({
  warm: Math.max(1, Math.round(Math.max(duration, SHORTEST) * STEPS / 1000)),
  cold: Math.max(1, Math.round(Math.max(duration + o.cold, SHORTEST) * STEPS / 1000)),
  growth: bucketOf(o.growth / 10, o.growth),
  idle,
  busy: 0,
  ending: [], // by step: environments that become idle
});

function finish(lambda, step) {
  const ended = lambda.ending[step] ?? 0;
  lambda.idle += ended;
  lambda.busy -= ended;
}

/** Starts calls in idle environments, then in new ones. Returns the started calls and how many of them are cold starts. */
function start(lambda, calls, step) {
  const warm = Math.min(calls, lambda.idle);
  const cold = take(lambda.growth, calls - warm);
  lambda.idle -= warm;
  lambda.busy += warm + cold;
  lambda.ending[step + lambda.warm] = (lambda.ending[step + lambda.warm] ?? 0) + warm;
  lambda.ending[step + lambda.cold] = (lambda.ending[step + lambda.cold] ?? 0) + cold;
  return { started: warm + cold, cold };
}

/** Logins a second that are offered at a time in seconds. */
const offeredAt = (o, time) => o.ramp === 0 ? o.target : o.target * Math.min(1, time / o.ramp);

/**
 * Returns, for logins: the offered ones, those that each layer refused and those that succeeded, per second and in all; the time and
 * layer of the first refusal, or null; and how many checks were offered and refused.
 */
export function simulate(options) {
  const o = { ...DEFAULTS, ...options };
  const loginRoute = bucketOf(o.loginRate, o.loginBurst);
  const checkRoute = bucketOf(o.checkRate, o.checkBurst);
  const api = bucketOf(o.apiRate, o.apiBurst);
  const logins = functionOf(o, o.login, o.provisioned);
  const checks = functionOf(o, o.check, 0);
  const kms = bucketOf(o.kms, o.kms);
  const writes = bucketOf(Math.min(o.usersWrites, o.byUnionIdWrites, o.sessionsWrites, o.byUserWrites), 0);
  const reads = bucketOf(o.sessionsReads, 0);
  let callsThisMinute = 0;
  const seconds = [];
  const checksSeen = { offered: 0, refused: 0 };
  let first = null;

  for (let step = 0; step < o.duration * STEPS; step++) {
    if (step % STEPS === 0) {
      seconds.push({ offered: 0, loggedIn: 0, refused: Object.fromEntries(LAYERS.map((layer) => [layer, 0])) });
    }

    const second = seconds.at(-1);
    const refuse = (layer, wanted, got) => {
      const refused = Math.max(0, wanted - got);
      second.refused[layer] += refused;
      if (first === null && refused > 1e-6) {
        first = { second: step / STEPS, layer };
      }

      return got;
    };

    const offered = offeredAt(o, (step + 0.5) / STEPS) / STEPS;
    finish(logins, step);
    finish(checks, step);

    // API Gateway: the route's throttle, then the account's.
    const [ofLogins, ofChecks] = [refuse('route throttle', offered, take(loginRoute, offered)), take(checkRoute, offered * o.checks)];
    const passed = share(take(api, ofLogins + ofChecks), ofLogins, ofChecks);
    refuse('API quota', ofLogins, passed[0]);

    // Lambda: first the account's concurrency, then the growth of each function.
    const room = share(Math.max(0, o.concurrency - logins.busy - checks.busy), ...passed);
    refuse('Lambda quota', passed[0], room[0]);
    const { started, cold } = start(logins, room[0], step);
    refuse('Lambda growth', room[0], started);
    const checksStarted = start(checks, room[1], step).started;

    // What the functions call: KMS at a cold start only.
    const opened = refuse('KMS', started, started - cold + take(kms, cold));
    callsThisMinute = step % (60 * STEPS) === 0 ? 0 : callsThisMinute;
    const exchanged = refuse('WeChat', opened, Math.min(opened, o.wechat - callsThisMinute));
    callsThisMinute += exchanged;
    const stored = refuse('DynamoDB', exchanged, take(writes, exchanged));

    second.offered += offered;
    second.loggedIn += stored;
    checksSeen.offered += offered * o.checks;
    checksSeen.refused += Math.max(0, offered * o.checks - take(reads, checksStarted));
  }

  return { seconds, first, checks: checksSeen, ...sumOf(seconds) };
}

/** Divides what there is in proportion, if it is too little for both. */
function share(available, first, second) {
  const part = Math.min(1, available / (first + second || 1));
  return [first * part, second * part];
}

const sumOf = (seconds) => ({
  offered: total(seconds.map((second) => second.offered)),
  loggedIn: total(seconds.map((second) => second.loggedIn)),
  refused: Object.fromEntries(LAYERS.map((layer) => [layer, total(seconds.map((second) => second.refused[layer]))])),
});

const total = (numbers) => numbers.reduce((sum, number) => sum + number, 0);

/** USD, us-east-1. docs/operations.md has the sources, the units of each call and the share of cold starts. */
const PRICES = { request: 1e-6, call: 0.2e-6, gigabyteSecond: 0.0000133334, write: 0.625e-6, read: 0.125e-6, decrypt: 3e-6, logGigabyte: 0.5, outGigabyte: 0.09 };
const COLD = 0.01;
const APPS_ROW = 0.01;

/** USD per million logins and per million checks. Each row is rounded to a cent, as in the table of docs/operations.md. */
export function costsOf(options = {}) {
  const o = { ...DEFAULTS, ...options };
  const p = PRICES;
  const cents = (perMillion) => Math.round(perMillion * 100);
  const compute = (ms) => 1e6 * (ms + COLD * o.cold) / 1000 * 0.5 * p.gigabyteSecond;
  const units = (reads, writes) => [1e6 * writes * p.write, 1e6 * reads * p.read];
  const rowsOf = (ms, reads, writes, decrypts, log, out) =>
    [1e6 * p.request, 1e6 * p.call, compute(ms), ...units(reads, writes), APPS_ROW, 1e6 * decrypts * p.decrypt, log * p.logGigabyte, out * p.outGigabyte];
  return {
    login: total(rowsOf(o.login, 0.3, 3, COLD, 0.7, 1.2).map(cents)) / 100,
    check: total(rowsOf(o.check, 1.1, 0.1 * 2, 0, 0.23, 0.9).map(cents)) / 100,
  };
}

/** What a steady rate needs of each limit, without refusals. */
export function needsOf(options) {
  const o = { ...DEFAULTS, ...options };
  const costs = costsOf(o);
  const concurrency = (login) => Math.round((o.target * Math.max(login, SHORTEST) + o.target * o.checks * Math.max(o.check, SHORTEST)) / 1000);
  const ofLogins = Math.round(o.target * Math.max(o.login, SHORTEST) / 1000);
  return {
    api: o.target * (1 + o.checks),
    loginRoute: o.target,
    checkRoute: o.target * o.checks,
    concurrency: concurrency(o.login),
    slowConcurrency: concurrency(1000),
    growthSeconds: Math.max(0, ofLogins - o.growth) / (o.growth / 10),
    decrypts: Math.min(ofLogins, o.growth),
    writes: o.target,
    reads: o.target * o.checks,
    wechatAMinute: o.target * 60,
    costAnHour: o.target * 3600 * (costs.login + o.checks * costs.check) / 1e6,
  };
}
