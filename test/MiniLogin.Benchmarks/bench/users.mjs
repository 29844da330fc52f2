// The users, their session_keys and profiles; the same for every server.
import { createCipheriv, createHash } from 'node:crypto'

export const appId = 'wx0123456789abcdef'
export const appSecret = '0123456789abcdef0123456789abcdef'
/** So many users that hardly any logs in twice in a minute, and the number of those whose sessions are checked. */
export const userCount = 60_000
export const checkedCount = 2000

const bytes = text => createHash('sha256').update(text).digest().subarray(0, 16)

export const openIdOf = user => `oBench${String(user).padStart(22, '0')}`
export const sessionKeyOf = user => bytes(`session_key ${user}`).toString('base64')

/** What wx.getUserInfo returns. */
export function sealedProfileOf(user) {
  const profile = {
    openId: openIdOf(user),
    nickName: `韩梅梅 ${user}`,
    gender: 2,
    language: 'zh_CN',
    city: 'Guangzhou',
    province: 'Guangdong',
    country: 'CN',
    avatarUrl: `https://thirdwx.qlogo.cn/mmopen/vi_32/${openIdOf(user)}/132`,
    watermark: { timestamp: Math.floor(Date.now() / 1000), appid: appId },
  }
  const iv = bytes(`iv ${user}`)
  const cipher = createCipheriv('aes-128-cbc', bytes(`session_key ${user}`), iv)
  const encryptedData = cipher.update(JSON.stringify(profile), 'utf8', 'base64') + cipher.final('base64')
  return { encryptedData, iv: iv.toString('base64') }
}
