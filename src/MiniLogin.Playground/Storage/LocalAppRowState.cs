namespace MiniLogin.Playground.Storage;

/// <summary>What became of the Playground's row in the Apps table.</summary>
internal enum LocalAppRowState
{
    Written,

    /// <summary>It was there with this AppSecret.</summary>
    Kept,

    /// <summary>It was there with another AppSecret. Its keys are the same as before.</summary>
    SecretReplaced,

    /// <summary>A row of this app is there that the simulated KMS did not encrypt, so a Playground must not change it.</summary>
    NotOurs,
}
