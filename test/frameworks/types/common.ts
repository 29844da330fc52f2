import { createClient, MiniLoginError, type Client, type Session } from 'minilogin-client';

export async function use(client: Client): Promise<string> {
  const session: Session | null = await client.session();
  const news = await client.request<{ items: string[] }>({ url: '/news', login: false });
  await client.upload({ url: '/user/avatar', filePath: 'wxfile://a', login: false });
  await client.deleteAccount();
  await client.login({ withUserInfo: true }).catch((error: unknown) => error instanceof MiniLoginError && error.code === 'network');
  // @ts-expect-error This is not an option.
  await client.request({ url: '/news', logIn: false });
  return session?.user.openId ?? news.items[0] ?? '';
}

// @ts-expect-error This `wx` has no storage.
createClient({ baseUrl: '', wx: { login() {}, request() {}, uploadFile() {} } });
