namespace MiniLogin.Tests.Support;

/// <summary>Where sessions and users are kept in a test.</summary>
public enum Store
{
    Memory,
    DynamoDB,
}
