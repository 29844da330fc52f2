using System.Security.Cryptography;
using System.Text;

namespace MiniLogin.Cli.Console;

/// <summary>
/// Decides who may use the console: the browser that opened the printed address first, until it was not used for an hour. It proves
/// itself by a cookie, which no script can read, and a key, which only the page of this port has: a browser sends the cookies of
/// 127.0.0.1 to every port of it.
/// </summary>
internal sealed class ConsoleAccess(TimeProvider clock)
{
    /// <summary>After this time without a call, the console ends.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private readonly byte[] _token = RandomNumberGenerator.GetBytes(16);
    private byte[]? _cookie;
    private byte[]? _key;
    private DateTimeOffset _usedAt = clock.GetUtcNow();

    /// <summary>The secret in the printed address: short, so that the address fits a line of a terminal.</summary>
    public string Token => Convert.ToHexStringLower(_token);

    public bool IsIdle
    {
        get
        {
            lock (_lock)
            {
                return clock.GetUtcNow() - _usedAt >= Idle;
            }
        }
    }

    /// <summary>Exchanges the token for a cookie and a key. Returns null if it is wrong or was used before.</summary>
    public OpenedConsole? TryOpen(string? token)
    {
        lock (_lock)
        {
            if (IsIdle || _cookie is not null || !IsEqual(token, _token))
            {
                return null;
            }

            _usedAt = clock.GetUtcNow();
            (_cookie, _key) = (RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(32));
            return new(Convert.ToHexStringLower(_cookie), Convert.ToHexStringLower(_key));
        }
    }

    /// <summary>Whether a call comes from the page that was opened. If so, the hour begins again.</summary>
    public bool Allows(string? cookie, string? key)
    {
        lock (_lock)
        {
            if (IsIdle || _cookie is null || _key is null || !IsEqual(cookie, _cookie) || !IsEqual(key, _key))
            {
                return false;
            }

            _usedAt = clock.GetUtcNow();
            return true;
        }
    }

    private static bool IsEqual(string? text, byte[] secret) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(text ?? ""), Encoding.ASCII.GetBytes(Convert.ToHexStringLower(secret)));
}

/// <param name="Cookie">For the browser alone.</param>
/// <param name="Key">For the page, which sends it with every call.</param>
internal sealed record OpenedConsole(string Cookie, string Key);
