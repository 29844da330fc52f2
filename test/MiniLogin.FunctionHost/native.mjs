// node test/MiniLogin.FunctionHost/native.mjs [EXECUTABLE or BUILD]
// Publishes the function host as Native AOT and as a self-contained executable, or only as the named build, or uses the given executable,
// such as MiniLogin.Functions published with the real packages. Logs in with each: POST /login with Login, then GET /session with ShowSession.
// Prints the size of the executable and the time from the start of its process to the first login answered.
// Fails on compiler warnings in our code. Needs the .NET SDK, clang or gcc, zlib's headers, npm, Linux on x64.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { publish, publishArguments } from '../MiniLogin.Benchmarks/bench/builds.mjs'
import { startFunction } from '../MiniLogin.Benchmarks/bench/function.mjs'
import { endAll, freePort, median, start } from '../MiniLogin.Benchmarks/bench/processes.mjs'
import { install, startDynamoDB } from '../MiniLogin.Benchmarks/bench/servers.mjs'
import { appId, appSecret } from '../MiniLogin.Benchmarks/bench/users.mjs'

const STARTS = 3

const root = join(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'minilogin-native-'))
let exitCode = 1
try {
  const named = process.argv[2]
  const builds = named === undefined ? ['Native AOT', 'ReadyToRun, self-contained'] : [named]
  const executables = existsSync(named ?? '') ? { [basename(named)]: named } : Object.fromEntries(builds.map(name => [name, compile(name)]))
  const { env, wxLogin } = await startServices()
  for (const [name, executable] of Object.entries(executables)) {
    const times = []
    let token
    for (let i = 0; i < STARTS; i++) {
      const { response, sinceStart } = await run('Login', event('login', { body: JSON.stringify({ code: await wxLogin() }) }))
      token = JSON.parse(response.body).token
      times.push(sinceStart)
    }

    const { response } = await run('ShowSession', event('show-session', { headers: { authorization: `Bearer ${token}` } }))
    if (JSON.parse(response.body).id !== token.split('.')[0]) throw new Error(`GET /session returned another session: ${response.body}`)
    console.log(`${name}: ${(statSync(executable).size / 1e6).toFixed(1)} MB; from process start to first answered login: ${median(times).toFixed(0)} ms (median of ${STARTS})`)

    /** Starts a process, sends the event, ends it. */
    async function run(name, event) {
      const host = await startFunction(executable, [], { ...env, ANNOTATIONS_HANDLER: name })
      let invocation
      try {
        invocation = await host.invoke(event)
      } finally {
        for (const line of await host.end()) {
          if (typeof JSON.parse(line).event !== 'string') throw new Error(`${name} logged a line without an event: ${line}`)
        }
      }

      if (invocation.response.statusCode !== 200) throw new Error(`${name}: ${JSON.stringify(invocation.response)}`)
      return { response: invocation.response, sinceStart: invocation.answered - host.started }
    }
  }

  exitCode = 0
} catch (error) {
  console.error(error.message)
} finally {
  endAll()
  rmSync(folder, { recursive: true, force: true })
}
process.exit(exitCode)

function compile(name) {
  const { file, log } = publish(join(folder, name.replace(/\W+/g, '-')), publishArguments[name])
  // Warnings in third-party packages are ignored. The project at the end of the line is removed first, because it is always ours.
  const warnings = [...new Set(log.split('\n').filter(line => / warning /i.test(line)).map(line => line.replace(/\[[^[]*\]\s*$/, '')))]
  const ours = warnings.filter(line => /MiniLogin/.test(line.replaceAll(root, '')))
  if (ours.length > 0) throw new Error(`Our code has warnings:\n${ours.join('\n')}`)
  return file
}

/** Starts DynamoDB and the Playground, which creates the tables, writes the app, and simulates WeChat and KMS. */
async function startServices() {
  install(join(root, 'test/dynamodb'))
  const project = join(root, 'src/MiniLogin.Playground')
  execFileSync('dotnet', ['build', project, '-m:1', '-v', 'q', '-clp:NoSummary', '-nologo'], { stdio: ['ignore', 2, 2] })
  const store = await startDynamoDB()
  const port = await freePort()
  const playground = `http://127.0.0.1:${port}`
  await start('dotnet', [join(project, 'bin/Debug/net10.0/MiniLogin.Playground.dll'), '--urls', playground, '--dynamodb', store.url, '--app', appId], { port, env: { MINILOGIN_APP_SECRET: appSecret } })
  return {
    env: { MiniLogin__DefaultAppId: appId, MiniLogin__DynamoDBUrl: store.url, MiniLogin__KmsUrl: playground, MiniLogin__WeChatUrl: playground },
    async wxLogin() {
      const answer = await fetch(`${playground}/playground/wx/login`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"user":"lilei"}' })
      return (await answer.json()).code
    },
  }
}

/** Reads an event of events/ and changes parts of it. */
function event(file, { headers, ...changes }) {
  const event = JSON.parse(readFileSync(join(root, `events/${file}.json`), 'utf8'))
  return { ...event, ...changes, headers: { ...event.headers, ...headers } }
}
