module.exports = {
  /** The URL of your server, for example `https://login.your-company.cn`. */
  baseUrl: 'http://localhost:5080',

  /** The WeCom app (企业微信) that is linked with your mini program, `CORPID/AGENTID`. This one is that of the Playground. */
  weComAppId: 'ww0123456789abcdef/1000002',
};
