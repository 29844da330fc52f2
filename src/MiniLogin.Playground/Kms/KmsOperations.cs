namespace MiniLogin.Playground.Kms;

/// <summary>Encrypt and Decrypt, with the limits and errors of KMS. The functions call Decrypt; <c>minilogin</c> calls both.</summary>
internal static class KmsOperations
{
    private const int MaxPlaintext = 4096;
    private const int MaxCiphertext = 6144;
    private const string Algorithm = "SYMMETRIC_DEFAULT";

    private static readonly Dictionary<string, string> NoContext = [];

    public static KmsAnswer Handle(string operation, KmsRequest request)
    {
        var context = request.EncryptionContext ?? NoContext;
        return operation switch
        {
            // JSON can contain null although the type does not allow it.
            _ when context.Values.Any(value => value is null) => Invalid("encryptionContext", "Map value must not be null"),
            "Encrypt" => Encrypt(request, context),
            "Decrypt" => Decrypt(request, context),
            _ => KmsAnswer.Error("UnknownOperationException", "The simulated KMS supports only Encrypt and Decrypt."),
        };
    }

    private static KmsAnswer Encrypt(KmsRequest request, IReadOnlyDictionary<string, string> context)
    {
        if (request.KeyId is null)
        {
            return Invalid("keyId", "Member must not be null");
        }

        if (CheckLength("plaintext", request.Plaintext, MaxPlaintext) is { } invalid)
        {
            return invalid;
        }

        return LocalKmsKey.IsNamed(request.KeyId)
            ? KmsAnswer.Ok(new()
            {
                ["CiphertextBlob"] = Convert.ToBase64String(LocalKmsKey.Encrypt(request.Plaintext, context)),
                ["EncryptionAlgorithm"] = Algorithm,
                ["KeyId"] = LocalKmsKey.Arn,
            })
            : KeyNotFound(request.KeyId);
    }

    private static KmsAnswer Decrypt(KmsRequest request, IReadOnlyDictionary<string, string> context)
    {
        if (CheckLength("ciphertextBlob", request.CiphertextBlob, MaxCiphertext) is { } invalid)
        {
            return invalid;
        }

        if (request.KeyId is { } keyId && !LocalKmsKey.IsNamed(keyId))
        {
            return KeyNotFound(keyId);
        }

        return LocalKmsKey.Decrypt(request.CiphertextBlob!, context) is { } plaintext
            ? KmsAnswer.Ok(new()
            {
                ["EncryptionAlgorithm"] = Algorithm,
                ["KeyId"] = LocalKmsKey.Arn,
                ["Plaintext"] = Convert.ToBase64String(plaintext),
            })
            : KmsAnswer.Error("InvalidCiphertextException");
    }

    private static KmsAnswer? CheckLength(string member, byte[]? bytes, int max) => bytes switch
    {
        null => Invalid(member, "Member must not be null"),
        [] => Invalid(member, "Member must have length greater than or equal to 1"),
        _ when bytes.Length > max => Invalid(member, $"Member must have length less than or equal to {max}"),
        _ => null,
    };

    // Unlike KMS, the message does not quote the value: it may be a secret.
    private static KmsAnswer Invalid(string member, string constraint) =>
        KmsAnswer.Error("ValidationException", $"1 validation error detected: Value at '{member}' failed to satisfy constraint: {constraint}");

    private static KmsAnswer KeyNotFound(string keyId) =>
        KmsAnswer.Error("NotFoundException", $"Key '{keyId}' does not exist. The simulated KMS has one key: {LocalKmsKey.Alias}.");
}
