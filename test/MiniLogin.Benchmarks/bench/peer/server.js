// The routes of Tencent's wafer2-quickstart: /weapp/login and /weapp/user.
const axios = require('axios')
const Koa = require('koa')
const bodyParser = require('koa-bodyparser')
const Router = require('koa-router')

const { PORT, MYSQL_PORT, WECHAT, APP_ID, APP_SECRET } = process.env

// The address of WeChat is hard-coded in the SDK.
axios.interceptors.request.use(request => ({ ...request, url: request.url.replace('https://api.weixin.qq.com', WECHAT) }))

const { auth } = require('wafer-node-sdk')({
  rootPathname: __dirname,
  useQcloudLogin: false,
  appId: APP_ID,
  appSecret: APP_SECRET,
  mysql: { host: '127.0.0.1', port: Number(MYSQL_PORT), user: 'wafer', pass: 'wafer', db: 'cAuth', char: 'utf8mb4' },
  cos: { region: '', fileBucket: '', uploadFolder: '' },
  serverHost: '',
  tunnelServerUrl: '',
  tunnelSignatureKey: '',
  qcloudAppId: '',
  qcloudSecretId: '',
  qcloudSecretKey: '',
  wxMessageToken: '',
  wxLoginExpires: 7200,
})

const router = new Router({ prefix: '/weapp' })
router.get('/login', auth.authorizationMiddleware, async ctx => {
  if (!ctx.state.$wxInfo.loginState) ctx.throw(401)
  ctx.body = { code: 0, data: { ...ctx.state.$wxInfo.userinfo, time: Math.floor(Date.now() / 1000) } }
})
router.get('/user', auth.validationMiddleware, async ctx => {
  if (ctx.state.$wxInfo.loginState !== 1) ctx.throw(401)
  ctx.body = { code: 0, data: ctx.state.$wxInfo.userinfo }
})

new Koa().use(bodyParser()).use(router.routes()).listen(Number(PORT), '127.0.0.1', 4096)
