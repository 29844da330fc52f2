// Login and sessions as usually written: the AWS SDK's document client, fetch, settings from environment variables.
import { createCipheriv, createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'

const { WECHAT_URL, APP_ID, APP_SECRET, DATA_KEY } = process.env
const DAY = 24 * 60 * 60

const db = DynamoDBDocumentClient.from(new DynamoDBClient({}))
const dataKey = Buffer.from(DATA_KEY, 'base64')

/** POST /login: {code} → {token, expiresAt, user}. */
export async function login(event) {
  const { code } = JSON.parse(event.body)
  if (typeof code !== 'string') return answer(400, { error: 'code is missing' })
  const query = new URLSearchParams({ appid: APP_ID, secret: APP_SECRET, js_code: code, grant_type: 'authorization_code' })
  const exchange = JSON.parse(await (await fetch(`${WECHAT_URL}/sns/jscode2session?${query}`)).text())
  if (exchange.errcode) return answer(401, { error: 'code rejected' })

  const now = Math.floor(Date.now() / 1000)
  const { Attributes: user } = await db.send(new UpdateCommand({
    TableName: 'users',
    Key: { openId: exchange.openid },
    UpdateExpression: 'SET firstLoginAt = if_not_exists(firstLoginAt, :now), lastLoginAt = :now, sessionKey = :sessionKey ADD loginCount :one',
    ExpressionAttributeValues: { ':now': now, ':sessionKey': seal(exchange.session_key, exchange.openid), ':one': 1 },
    ReturnValues: 'ALL_NEW',
  }))
  const id = randomBytes(10).toString('hex')
  const secret = randomBytes(32)
  const expiresAt = now + 7 * DAY
  await db.send(new PutCommand({
    TableName: 'sessions',
    Item: { id, secretHash: hash(secret), openId: user.openId, createdAt: now, expiresAt, userAgent: event.headers['user-agent'] },
    ConditionExpression: 'attribute_not_exists(id)',
  }))
  console.log(JSON.stringify({ level: 'INFO', message: 'login', sessionId: id, loginCount: user.loginCount }))
  return answer(200, { token: `${id}.${secret.toString('base64url')}`, expiresAt, isNewUser: user.loginCount === 1, user: { openId: user.openId } })
}

/** GET /session → {id, openId, expiresAt}. */
export async function check(event) {
  const [id, secret] = (event.headers.authorization ?? '').replace(/^Bearer /, '').split('.')
  if (!id || !secret) return answer(401, { error: 'no session' })
  const { Item: session } = await db.send(new GetCommand({ TableName: 'sessions', Key: { id }, ConsistentRead: true }))
  if (!session || session.expiresAt <= Date.now() / 1000 || !timingSafeEqual(session.secretHash, hash(Buffer.from(secret, 'base64url')))) {
    return answer(401, { error: 'no session' })
  }
  return answer(200, { id, openId: session.openId, expiresAt: session.expiresAt })
}

const answer = (statusCode, body) => ({ statusCode, headers: { 'content-type': 'application/json', 'cache-control': 'no-store' }, body: JSON.stringify(body) })

const hash = bytes => createHash('sha256').update(bytes).digest()

function seal(text, openId) {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', dataKey, nonce).setAAD(Buffer.from(openId))
  return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
}
