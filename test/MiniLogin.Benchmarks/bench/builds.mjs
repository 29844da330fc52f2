// The functions that are measured: how each is built and started.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import { install } from './servers.mjs'

const root = join(import.meta.dirname, '../../..')
const artifacts = join(root, 'artifacts/bench')
const host = join(root, 'test/MiniLogin.FunctionHost/MiniLogin.FunctionHost.csproj')
const runtime = `linux-${process.arch}`

/** How MiniLogin can be published, by name: the arguments of `dotnet publish`. */
export const publishArguments = {
  'Native AOT': ['-p:PublishAot=true'],
  ReadyToRun: ['-p:PublishReadyToRun=true', '--self-contained', 'false'],
  'ReadyToRun, self-contained': ['--self-contained', 'true'],
  JIT: ['-p:PublishReadyToRun=false', '--self-contained', 'false'],
}

/** MiniLogin's functions by what they do. */
const functions = { login: 'Login', check: 'ShowSession', list: 'ListSessions', endAll: 'EndSessions', empty: 'Empty' }

/**
 * Builds everything to compare. `others` are further executables of MiniLogin, name=path. Returns `{name, operations, start, folder}`:
 * `start(operation)` is the file, arguments and environment variables of the process, `folder` what is uploaded.
 */
export function buildAll(others, only = () => true) {
  const builds = [
    ...Object.keys(publishArguments).map(name => ({ name, make: () => ours(publish(join(artifacts, name.replace(/\W+/g, '-')), publishArguments[name]).file) })),
    ...others.map(other => other.split('=')).map(([name, file]) => ({ name, make: () => ours(file) })),
    { name: `Node ${process.version.slice(1)}`, make: node },
    { name: 'plain C#', make: plain },
  ]
  return builds.filter(({ name }) => only(name)).map(({ name, make }) => ({ name, ...make() }))
}

function ours(file) {
  return { operations: ['login', 'check', 'empty'], folder: join(file, '..'), start: operation => [file, [], { ANNOTATIONS_HANDLER: functions[operation] }] }
}

function node() {
  const project = join(import.meta.dirname, 'node-function')
  install(project)
  const folder = join(artifacts, 'node')
  const bundle = join(folder, 'index.js')
  execFileSync(join(project, 'node_modules/.bin/esbuild'), ['index.mjs', '--bundle', '--minify', '--platform=node', '--target=node20', `--outfile=${bundle}`, '--log-level=warning'], { cwd: project, stdio: ['ignore', 2, 2] })
  return { operations: ['login', 'check', 'empty'], folder, start: operation => [process.execPath, [join(project, 'runtime.mjs'), bundle], { _HANDLER: operation, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' }] }
}

function plain() {
  const { file } = publish(join(artifacts, 'plain'), publishArguments.JIT, join(import.meta.dirname, 'plain-function/PlainFunction.csproj'))
  // Empty, it would be the JIT build of MiniLogin's host.
  return { operations: ['login', 'check'], folder: join(file, '..'), start: operation => [file, [], { _HANDLER: operation }] }
}

/**
 * Publishes a project into a folder of its own, because the restore for one runtime would change what the other builds of this
 * checkout use. Returns the executable, and what the compiler wrote.
 */
export function publish(folder, args, project = host) {
  const output = join(folder, 'publish')
  const file = join(output, basename(project, '.csproj'))
  if (process.argv.includes('--no-build') && existsSync(file)) return { file, log: '' }
  rmSync(output, { recursive: true, force: true })
  const { status, stdout, stderr } = spawnSync('dotnet', ['publish', project, '-c', 'Release', '-r', runtime, '-p:RunAnalyzers=false', '-m:1', '-tl:off', '-nodeReuse:false',
    '-o', output, '--artifacts-path', join(folder, 'artifacts'), ...args], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`dotnet publish ${args.join(' ')} exited with ${status}:\n${stdout}${stderr}`)
  return { file, log: stdout + stderr }
}

/** The size of the folder as a zip, in MB, without symbols. */
export function zipSize(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(file => file.isFile() && !/\.(pdb|dbg)$/.test(file.name))
  return files.reduce((sum, file) => sum + deflateRawSync(readFileSync(join(file.parentPath ?? file.path, file.name))).length, 0) / 1e6
}

/** Which packages MiniLogin's builds contain, in a word. */
export function lambdaPackages() {
  const answer = join(root, 'artifacts/lambda-packages.props')
  return existsSync(answer) && /<LambdaPackages[^>]*>true</.test(readFileSync(answer, 'utf8')) ? 'real packages' : 'stand-ins for Amazon.Lambda.* and AWS.Lambda.Powertools.*, which this package feed lacks'
}
