// The three servers to compare, each with its own store. All use the same WeChat stand-in.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, start } from './processes.mjs'
import { appId, appSecret } from './users.mjs'

const folder = import.meta.dirname
const root = join(folder, '../../..')

const playground = join(root, 'src/MiniLogin.Playground/bin/Release/net10.0/MiniLogin.Playground.dll')

/** Builds and installs all servers. */
export function prepare() {
  preparePlayground()
  build('test/MiniLogin.Benchmarks/bench/baseline')
  install(join(folder, 'peer'))
}

/** Builds the Playground and installs its DynamoDB. */
export function preparePlayground() {
  build('src/MiniLogin.Playground')
  install(join(root, 'test/dynamodb'))
}

/** Installs the packages of a folder, if they are not there yet. */
export function install(packages) {
  if (!existsSync(join(packages, 'node_modules'))) execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: packages, stdio: ['ignore', 2, 2] })
}

function build(project) {
  execFileSync('dotnet', ['build', '-c', 'Release', '-m:1', '-v', 'q', project], { cwd: root, stdio: ['ignore', 2, 2] })
}

export async function startWeChat() {
  const port = await freePort()
  await start('node', [join(folder, 'wechat.mjs')], { port, env: { PORT: port } })
  return `http://127.0.0.1:${port}`
}

/** Starts a DynamoDB API server. `args` can make it import tables first. */
export async function startDynamoDB(args = ['serve']) {
  const port = await freePort()
  const server = await start(join(root, 'test/dynamodb/node_modules/@dynoxide/linux-x64/dynoxide'), [...args, '--port', port], { port })
  return { server, url: `http://127.0.0.1:${port}` }
}

export async function startOurs(weChat, settings) {
  const store = await startDynamoDB()
  return { ...await startPlayground(weChat, store.url, settings), store: store.server, dynamoDB: store.url }
}

export async function startPlayground(weChat, dynamoDB, settings = {}) {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  // Without the console, which would record every call, and with little logging, like the other servers.
  const env = { Logging__LogLevel__Default: 'Warning', MiniLogin__LoginsPerUserAndMinute: 1000, MINILOGIN_APP_SECRET: appSecret, ...settings }
  const server = await start('dotnet', [playground, '--urls', url, '--dynamodb', dynamoDB, '--wechat', weChat, '--app', appId, '--no-console'], { port, env })
  return { name: 'MiniLogin', server, url, login: '/login', check: '/session', header: answer => `Authorization: Bearer ${answer.data.skey}` }
}

export async function startBaseline(weChat) {
  const store = await startDynamoDB()
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const server = await start('dotnet', [join(folder, 'baseline/bin/Release/net10.0/Baseline.dll'), '--urls', url], {
    port, env: { DYNAMODB: store.url, WECHAT: weChat, APP_ID: appId, APP_SECRET: appSecret },
  })
  return { name: 'baseline', server, store: store.server, url, login: '/login', check: '/session', header: answer => `Authorization: Bearer ${answer.token}` }
}

export async function startPeer(weChat) {
  const data = mkdtempSync(join(tmpdir(), 'minilogin-bench-'))
  process.on('exit', () => rmSync(data, { recursive: true, force: true }))
  execFileSync('mariadb-install-db', ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--user=root'], { stdio: 'ignore' })
  const mysqlPort = await freePort()
  const socket = join(data, 'socket')
  // Like the other stores, it does not wait for the disk.
  const store = await start('mariadbd', ['--no-defaults', '--user=root', `--datadir=${data}`, '--bind-address=127.0.0.1', `--port=${mysqlPort}`, `--socket=${socket}`,
    '--innodb-flush-log-at-trx-commit=0', '--silent-startup'], { port: mysqlPort })
  execFileSync('mariadb', ['--no-defaults', '-u', 'root', '-S', socket], { input: readFileSync(join(folder, 'peer/tables.sql')) })
  const port = await freePort()
  const server = await start('node', [join(folder, 'peer/server.js')], {
    port, env: { PORT: port, MYSQL_PORT: mysqlPort, WECHAT: weChat, APP_ID: appId, APP_SECRET: appSecret, NODE_ENV: 'production' },
  })
  return { name: 'wafer-node-sdk', server, store, url: `http://127.0.0.1:${port}`, login: '/weapp/login', check: '/weapp/user', header: answer => `X-WX-Skey: ${answer.data.skey}` }
}
