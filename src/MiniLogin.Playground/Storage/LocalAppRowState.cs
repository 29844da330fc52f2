namespace MiniLogin.Playground.Storage;

/// <summary>The outcome of writing the Playground's row in the Apps table.</summary>
internal enum LocalAppRowState
{
    Written,

    /// <summary>The row exists with this AppSecret.</summary>
    Kept,

    /// <summary>The row existed with another AppSecret, which was replaced. Its keys did not change.</summary>
    SecretReplaced,

    /// <summary>The row of this app was not encrypted by the simulated KMS, so it was not changed.</summary>
    NotOurs,
}
