// node test/MiniLogin.Benchmarks/bench/growth.mjs [rounds] [calls]
// Measures the Native AOT build behind Lambda's runtime API, on a DynamoDB API server: a session check with a thousand and a million
// stored sessions, a login of a user with 1, 50 and 1,000 sessions, and what 1,000 sessions of a user cost to list and to end.
// Needs the .NET SDK, clang or gcc, zlib's headers, npm, Linux on x64, 4 GB of memory.
import { createWriteStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { buildAll } from './builds.mjs'
import { call, logIn, startOperation, withToken } from './calls.mjs'
import { table } from './cold.mjs'
import { dynamoDB } from './dynamodb.mjs'
import { listen } from './function.mjs'
import { cpu, endAll, median } from './processes.mjs'
import { preparePlayground, startDynamoDB, startPlayground } from './servers.mjs'
import { startServices } from './services.mjs'
import { appId, openIdOf } from './users.mjs'

const [rounds = 7, calls = 500] = process.argv.slice(2).map(Number)
const MANY = 1_000_000
const MEMORY = 512
/** The users of the second measurement: so many with each number of sessions. Other users begin after them. */
const USERS = 20
const sessionsPerUser = [1, 50, 1000]
const firstUserWith = sessions => 2_000_000 + sessionsPerUser.indexOf(sessions) * USERS

const folder = mkdtempSync(join(tmpdir(), 'minilogin-growth-'))
try {
  preparePlayground()
  const [build] = buildAll([], name => name === 'Native AOT')
  const services = await startServices()
  const schema = await writeSchema()
  const began = performance.now()
  const few = await startStore(schema, services, 1000)
  const many = await startStore(schema, services, MANY)
  console.log(`Filled in ${((performance.now() - began) / 1000).toFixed(0)} s.`)
  await checks(build, [['1,000', few], ['1,000,000', many]])
  await logins(build, many)
  await listAndEnd(build, many)
} finally {
  endAll()
  rmSync(folder, { recursive: true, force: true })
}
process.exit(0)

async function checks(build, stores) {
  const targets = []
  for (const [name, { store, services }] of stores) {
    const tokens = await logIn(build, services, 200)
    targets.push({ name, store, tokens, host: await startOperation(build, 'check', services, MEMORY), runs: [] })
  }
  for (let round = -1; round < rounds; round++) {
    for (const { store, tokens, host, runs } of targets) {
      const run = await measure(host, store, calls, () => call(host, 'check', tokens))
      if (round >= 0) runs.push(run)
    }
  }
  console.log('\n**Session check, by sessions in the table** (÷ the first)\n')
  table(['sessions', 'CPU ms', 'store\'s CPU ms', 'ms'], targets.map(target => [target.name, ...cells(target, targets[0])]))
  for (const { host } of targets) await host.end()
}

/** Every user logs in ten times. The tenth login also looks for sessions above the limit, which is 1,000 here instead of 50. */
async function logins(build, { store, services, calls: counted }) {
  const targets = []
  for (const sessions of sessionsPerUser) targets.push({ sessions, host: await startOperation(build, 'login', services, MEMORY), runs: [], tenth: [] })
  for (const { host } of targets) for (let i = 0; i < 50; i++) await call(host, 'login')
  for (let user = 0; user < USERS; user++) {
    for (const { sessions, host, runs, tenth } of targets) {
      const logIn = () => call(host, 'login', undefined, firstUserWith(sessions) + user)
      runs.push(await measure(host, store, 9, logIn))
      counted.clear()
      tenth.push({ ...await measure(host, store, 1, logIn), calls: counted.text() })
    }
  }
  console.log('\n**Login, by the user\'s sessions** (÷ the first)\n')
  table(['sessions', 'CPU ms', 'store\'s CPU ms', 'ms', 'tenth login: calls to the store', 'CPU ms', 'ms'], targets.map(target => [
    target.sessions.toLocaleString('en'), ...cells(target, targets[0]),
    target.tenth.at(-1).calls, median(target.tenth.map(run => run.cpu)).toFixed(1), median(target.tenth.map(run => run.time)).toFixed(0),
  ]))
  for (const { host } of targets) await host.end()
}

async function listAndEnd(build, { store, services, calls: counted }) {
  const [list, endAll, login] = await Promise.all(['list', 'endAll', 'login'].map(operation => startOperation(build, operation, services, MEMORY)))
  const rows = { 'first page of 100': [], 'all pages of 100': [], 'end all': [] }
  for (let user = 0; user < rounds; user++) {
    const { token } = await call(login, 'login', undefined, firstUserWith(1000) + user)
    let after
    const page = async () => {
      const { response } = await list.invoke(withToken(token, { rawPath: '/sessions', queryStringParameters: { limit: '100', ...after && { after } } }))
      if (response.statusCode !== 200) throw new Error(JSON.stringify(response))
      after = JSON.parse(response.body).next
    }
    rows['first page of 100'].push(await once(list, page))
    after = undefined
    rows['all pages of 100'].push(await once(list, async () => { do await page(); while (after) }))
    rows['end all'].push(await once(endAll, async () => {
      const { response } = await endAll.invoke(withToken(token, { rawPath: '/sessions', requestContext: { ...withToken(token).requestContext, http: { method: 'DELETE', path: '/sessions' } } }))
      if (![200, 204].includes(response.statusCode)) throw new Error(JSON.stringify(response))
    }))
  }
  console.log('\n**A user with 1,000 sessions**\n')
  table(['', 'calls to the store', 'CPU ms', 'ms'], Object.entries(rows).map(([name, runs]) => [name, runs.at(-1).calls, median(runs.map(run => run.cpu)).toFixed(1), median(runs.map(run => run.time)).toFixed(0)]))
  for (const host of [list, endAll, login]) await host.end()

  async function once(host, work) {
    counted.clear()
    return { ...await measure(host, store, 1, work), calls: counted.text() }
  }
}

/** Medians and, in parentheses, medians of the ratios to the first. The store's time is a mean, because it is counted in steps of 10 ms. */
function cells({ runs }, first) {
  const mean = runs => runs.reduce((sum, run) => sum + run.storeCpu, 0) / runs.length
  const [cpu, time] = ['cpu', 'time'].map(key => `${median(runs.map(run => run[key])).toFixed(2)} (${median(runs.map((run, i) => run[key] / first.runs[i][key])).toFixed(2)})`)
  return [cpu, `${mean(runs).toFixed(2)} (${(mean(runs) / mean(first.runs)).toFixed(2)})`, time]
}

/** Times per call, in ms: of the caller, and of the processors of the function and the store. */
async function measure(host, store, count, work) {
  const before = { function: host.cpu(), store: cpu(store), at: performance.now() }
  for (let i = 0; i < count; i++) await work()
  return { cpu: (host.cpu() - before.function) / count, storeCpu: (cpu(store) - before.store) / count, time: (performance.now() - before.at) / count }
}

/** The Playground creates the tables. Returns their names and a file with their descriptions. */
async function writeSchema() {
  const { server, url } = await startDynamoDB()
  const playground = await startPlayground('http://127.0.0.1:1', url)
  const { TableNames: tables } = await dynamoDB(url, 'ListTables', {})
  const descriptions = await Promise.all(tables.map(TableName => dynamoDB(url, 'DescribeTable', { TableName })))
  for (const one of [playground.server, server]) one.kill('SIGKILL')
  const file = join(folder, 'schema.json')
  writeFileSync(file, JSON.stringify(descriptions))
  return { tables, file }
}

/** Starts a store with so many sessions of as many users, and users with several sessions each. Counts the calls to it. */
async function startStore(schema, services, count) {
  const source = join(folder, String(count))
  for (const table of schema.tables) {
    const data = join(source, table, 'data')
    mkdirSync(data, { recursive: true })
    await pipeline(table === 'minilogin-sessions' ? rows(count) : [], createGzip({ level: 1 }), createWriteStream(join(data, 'rows.json.gz')))
  }
  const { server: store, url } = await startDynamoDB(['import', '--source', source, '--schema', schema.file, '--serve'])
  await dynamoDB(url, 'PutItem', services.app)
  const calls = new Map()
  const counting = await listen(createServer(async (request, response) => {
    const operation = request.headers['x-amz-target']?.split('.')[1] ?? request.method
    calls.set(operation, (calls.get(operation) ?? 0) + 1)
    const answer = await fetch(url, { method: request.method, headers: forwarded(request.headers), body: request.method === 'POST' ? Buffer.concat(await request.toArray()) : undefined })
    response.writeHead(answer.status, { 'Content-Type': answer.headers.get('content-type') ?? 'text/plain' }).end(Buffer.from(await answer.arrayBuffer()))
  }))
  return {
    store,
    services: { env: { ...services.env, AWS_ENDPOINT_URL_DYNAMODB: counting, MiniLogin__SessionsPerUser: '1000', MiniLogin__LoginsPerUserAndMinute: '1000' } },
    calls: { clear: () => calls.clear(), text: () => [...calls].map(([operation, count]) => `${count} ${operation}`).join(', ') },
  }
}

function forwarded(headers) {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !['host', 'connection', 'content-length'].includes(name)))
}

function* rows(count) {
  const now = Math.floor(Date.now() / 1000)
  let number = 0
  for (let user = 0; user < count; user++) yield row(number++, 1_000_000 + user, now)
  for (const sessions of sessionsPerUser) {
    for (let user = 0; user < USERS; user++) {
      for (let i = 0; i < sessions; i++) yield row(number++, firstUserWith(sessions) + user, now - i)
    }
  }
}

function row(number, user, now) {
  const N = value => ({ N: String(value) })
  return `${JSON.stringify({
    Item: {
      // In the alphabet of session ids: a to z and 2 to 7.
      id: { S: number.toString(32).replace(/[0189]/g, digit => ({ 0: 'w', 1: 'x', 8: 'y', 9: 'z' })[digit]).padStart(16, 'w') },
      secretHash: { B: Buffer.alloc(32, number).toString('base64') },
      salt: { B: Buffer.alloc(16, number).toString('base64') },
      appId: { S: appId },
      openId: { S: openIdOf(user) },
      userKey: { S: `${appId}#${openIdOf(user)}` },
      createdAt: N(now),
      lastSeenAt: N(now),
      expiresAt: N(now + 604_800),
      absoluteExpiresAt: N(now + 2_592_000),
    },
  })}\n`
}
