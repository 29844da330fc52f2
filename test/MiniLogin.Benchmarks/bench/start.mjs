// node test/MiniLogin.Benchmarks/bench/start.mjs [runs] [name=bootstrap ...]
// Measures the time from the start of a process to its first answered login: GET /login behind Lambda's runtime API.
// Connections to DynamoDB, KMS and WeChat are delayed as by TLS. Each build runs with and without its warm-up.
// name=path/to/bootstrap also measures another published executable, such as Native AOT. Needs the .NET SDK, npm, Linux on x64.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { connect, createServer as createTcpServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { listen, registerApp, startFunction } from './function.mjs'
import { endAll, median, rss } from './processes.mjs'
import { prepare, startDynamoDB, startPlayground, startWeChat } from './servers.mjs'
import { appId, sealedProfileOf } from './users.mjs'

const CONNECT_AWS = 50
const CONNECT_WECHAT = 150

const root = join(import.meta.dirname, '../../..')
const event = JSON.parse(readFileSync(join(root, 'events/wafer-login.json'), 'utf8'))
const [runs = '10', ...others] = process.argv.slice(2)
const folder = mkdtempSync(join(tmpdir(), 'minilogin-start-'))
let codes = 0

try {
  prepare()
  const builds = [
    { name: 'JIT', file: publish('jit', '-p:PublishReadyToRun=false') },
    { name: 'ReadyToRun', file: publish('r2r', '-p:PublishReadyToRun=true') },
    ...others.map(other => ({ name: other.split('=')[0], file: other.slice(other.indexOf('=') + 1) })),
  ]
  const env = await startServices()
  const cases = builds.flatMap(build => [true, false].map(prepared => ({ ...build, prepared, figures: [] })))
  for (let run = 0; run < Number(runs) + 1; run++) {
    for (const one of cases) {
      const figures = await measure(one, env)
      // The first run is not counted, because it reads the files from disk.
      if (run > 0) one.figures.push(figures)
    }
  }

  console.log(`\n| build | warm-up | start → ready ms | first login ms | both ms | second login ms | RSS MiB | MB |\n|---|---|---|---|---|---|---|---|`)
  for (const { name, file, prepared, figures } of cases) {
    const of = key => median(figures.map(f => f[key])).toFixed(0)
    console.log(`| ${name} | ${prepared ? 'yes' : 'no'} | ${of('ready')} | ${of('first')} | ${of('both')} | ${of('second')} | ${of('rss')} | ${sizeOf(join(file, '..')).toFixed(1)} |`)
  }
  console.log(`\nRatios of the times from start to first login, by run: ${cases.slice(1).map(one => `${title(one)} ÷ ${title(cases[0])} ${median(one.figures.map((f, run) => f.both / cases[0].figures[run].both)).toFixed(2)}`).join(', ')}`)
} finally {
  endAll()
  rmSync(folder, { recursive: true, force: true })
}
process.exit(0)

function title({ name, prepared }) {
  return `${name}${prepared ? '' : ' without warm-up'}`
}

function publish(name, ...properties) {
  const output = join(folder, name)
  execFileSync('dotnet', ['publish', join(root, 'test/MiniLogin.FunctionHost'), '-c', 'Release', '-r', 'linux-x64', '--self-contained', 'false', '-v', 'q', '-m:1', '-o', output, ...properties], { stdio: ['ignore', 2, 2] })
  return join(output, 'MiniLogin.FunctionHost')
}

function sizeOf(directory) {
  return readdirSync(directory).filter(file => !/\.(pdb|dbg)$/.test(file)).reduce((sum, file) => sum + statSync(join(directory, file)).size, 0) / 1e6
}

/** Starts the services and returns the environment variables of a function that uses them. */
async function startServices() {
  const store = await startDynamoDB()
  const weChat = await startWeChat()
  // The Playground creates the tables.
  const playground = await startPlayground(weChat, store.url)
  playground.server.kill('SIGKILL')
  return {
    MiniLogin__DefaultAppId: appId,
    MiniLogin__DynamoDBUrl: await slowToConnect(store.url, CONNECT_AWS),
    MiniLogin__KmsUrl: await slowToConnect(await registerApp(store.url), CONNECT_AWS),
    MiniLogin__WeChatUrl: await slowToConnect(weChat, CONNECT_WECHAT),
    MiniLogin__LoginsPerUserAndMinute: '1000',
  }
}

/** A proxy to the server at the URL whose connections take a while to open. */
function slowToConnect(url, milliseconds) {
  const { hostname, port } = new URL(url)
  return listen(createTcpServer(client => {
    client.on('error', () => {})
    setTimeout(() => {
      const server = connect(port, hostname)
      server.on('error', () => client.destroy())
      client.pipe(server).pipe(client)
    }, milliseconds)
  }))
}

/** Starts a process, sends two logins, ends it. */
async function measure({ name, file, prepared }, env) {
  // With its name as an argument, the function host does not warm up.
  const host = await startFunction(file, prepared ? [] : ['WaferLogin'], prepared ? { ...env, ANNOTATIONS_HANDLER: 'WaferLogin' } : env)
  try {
    const first = await logIn(host, name)
    const second = await logIn(host, name)
    return {
      ready: first.asked - host.started,
      first: first.answered - first.asked,
      both: first.answered - host.started,
      second: second.answered - second.asked,
      rss: rss(host.child),
    }
  } finally {
    await host.end()
  }
}

async function logIn(host, name) {
  const invocation = await host.invoke(login(codes++))
  if (invocation.response.statusCode !== 200) throw new Error(`${name}: ${JSON.stringify(invocation.response)}`)
  return invocation
}

function login(number) {
  const { encryptedData, iv } = sealedProfileOf(number)
  return { ...event, headers: { ...event.headers, 'x-wx-code': `${number}-${process.pid}`, 'x-wx-encrypted-data': encryptedData, 'x-wx-iv': iv } }
}
