// node test/MiniLogin.Benchmarks/bench/start.mjs [runs] [name=bootstrap ...]
// From the start of a process to its first login answered: GET /login behind Lambda's runtime API, which this script serves.
// DynamoDB, KMS and WeChat take as long to connect to as over TLS. Each build with and without what it prepares while it starts.
// A published bootstrap of one's own, as of Native AOT, is measured too: name=path/to/bootstrap. Needs the .NET SDK, npm, Linux on x64.
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { connect, createServer as createTcpServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dynamoDB } from './dynamodb.mjs'
import { endAll, freePort, median, rss } from './processes.mjs'
import { prepare, startDynamoDB, startPlayground, startWeChat } from './servers.mjs'
import { appId, appSecret, sealedProfileOf } from './users.mjs'

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
      // The first run reads the files from disk.
      if (run > 0) one.figures.push(figures)
    }
  }

  console.log(`\n| build | prepares | start → ready ms | first login ms | both ms | second login ms | RSS MiB | MB |\n|---|---|---|---|---|---|---|---|`)
  for (const { name, file, prepared, figures } of cases) {
    const of = key => median(figures.map(f => f[key])).toFixed(0)
    console.log(`| ${name} | ${prepared ? 'yes' : 'no'} | ${of('ready')} | ${of('first')} | ${of('both')} | ${of('second')} | ${of('rss')} | ${sizeOf(join(file, '..')).toFixed(1)} |`)
  }
  console.log(`\nOne run with another, both: ${cases.slice(1).map(one => `${title(one)} ÷ ${title(cases[0])} ${median(one.figures.map((f, run) => f.both / cases[0].figures[run].both)).toFixed(2)}`).join(', ')}`)
} finally {
  endAll()
  rmSync(folder, { recursive: true, force: true })
}
process.exit(0)

function title({ name, prepared }) {
  return `${name}${prepared ? '' : ' unprepared'}`
}

function publish(name, ...properties) {
  const output = join(folder, name)
  execFileSync('dotnet', ['publish', join(import.meta.dirname, 'function'), '-c', 'Release', '-r', 'linux-x64', '--self-contained', 'false', '-v', 'q', '-m:1', '-o', output, ...properties], { stdio: ['ignore', 2, 2] })
  return join(output, 'MiniLogin.FunctionHost')
}

function sizeOf(directory) {
  return readdirSync(directory).filter(file => !file.endsWith('.pdb')).reduce((sum, file) => sum + statSync(join(directory, file)).size, 0) / 1e6
}

/** The environment of a function whose tables, key and WeChat are here. */
async function startServices() {
  const store = await startDynamoDB()
  const weChat = await startWeChat()
  // It makes the tables.
  const playground = await startPlayground(weChat, store.url)
  playground.server.kill('SIGKILL')
  const key = () => ({ id: 'k1', key: Buffer.alloc(32, 7).toString('base64') })
  const credentials = Buffer.from(JSON.stringify({ appSecret, tokenKeys: [key()], dataKeys: [key()] })).toString('base64')
  await dynamoDB(store.url, 'PutItem', { TableName: 'minilogin-apps', Item: { appId: { S: appId }, name: { S: 'Measured' }, enabled: { BOOL: true }, credentials: { B: credentials } } })
  return {
    AWS_REGION: 'us-east-1',
    MiniLogin__DefaultAppId: appId,
    MiniLogin__DynamoDBUrl: await slowToConnect(store.url, CONNECT_AWS),
    MiniLogin__KmsUrl: await slowToConnect(await startKms(credentials), CONNECT_AWS),
    MiniLogin__WeChatUrl: await slowToConnect(weChat, CONNECT_WECHAT),
    MiniLogin__LoginsPerUserAndMinute: '1000',
  }
}

/** KMS, as far as it decrypts one ciphertext. */
async function startKms(plaintext) {
  return listen(createServer(async (request, response) => {
    await request.toArray()
    response.setHeader('Content-Type', 'application/x-amz-json-1.1')
    if (request.headers['x-amz-target'] !== 'TrentService.Decrypt') response.statusCode = 404
    response.end(request.method === 'HEAD' ? undefined : JSON.stringify({ KeyId: 'k1', Plaintext: plaintext, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' }))
  }))
}

/** The server at the URL, reached by connections that take a while to open. */
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

async function listen(server) {
  const port = await freePort()
  await new Promise(resolve => server.listen(port, '127.0.0.1', resolve))
  return `http://127.0.0.1:${port}`
}

/** One process: started, given two logins, ended. */
async function measure({ name, file, prepared }, env) {
  const times = {}
  let child
  const over = new Promise((resolve, reject) => {
    let invocation = 0
    const api = createServer(async (request, response) => {
      if (request.url.endsWith('/next')) {
        times[`next${invocation}`] = performance.now()
        response.setHeader('Lambda-Runtime-Aws-Request-Id', `${invocation}`)
        response.setHeader('Lambda-Runtime-Deadline-Ms', `${Date.now() + 10_000}`)
        response.setHeader('Lambda-Runtime-Invoked-Function-Arn', 'arn:aws:lambda:us-east-1:000000000000:function:WaferLogin')
        response.end(JSON.stringify(login(codes++)))
        return
      }

      const answer = JSON.parse(Buffer.concat(await request.toArray()))
      times[`answer${invocation}`] = performance.now()
      if (answer.statusCode !== 200) reject(new Error(`${name}: ${request.url} ${JSON.stringify(answer)}`))
      response.statusCode = 202
      if (invocation++ === 1) {
        times.rss = rss(child)
        api.close()
        api.closeAllConnections()
        resolve()
      } else {
        response.end()
      }
    })
    listen(api).then(url => {
      times.start = performance.now()
      // The function of no name prepares nothing.
      const variables = { ...process.env, ...env, AWS_LAMBDA_RUNTIME_API: url.slice('http://'.length), ...(prepared && { ANNOTATIONS_HANDLER: 'WaferLogin' }) }
      child = spawn(file, [], { env: variables, stdio: ['ignore', 'ignore', 'inherit'] })
      child.once('error', reject)
    }, reject)
  })
  try {
    await over
  } finally {
    child?.kill('SIGKILL')
  }

  return {
    ready: times.next0 - times.start,
    first: times.answer0 - times.next0,
    both: times.answer0 - times.start,
    second: times.answer1 - times.next1,
    rss: times.rss,
  }
}

function login(number) {
  const { encryptedData, iv } = sealedProfileOf(number)
  return { ...event, headers: { ...event.headers, 'x-wx-code': `${number}-${process.pid}`, 'x-wx-encrypted-data': encryptedData, 'x-wx-iv': iv } }
}
