namespace MiniLogin.Tests.Support;

/// <summary>Every store, for a theory.</summary>
public sealed class BothStores : TheoryData<Store>
{
    public BothStores()
        : base(Store.Memory, Store.DynamoDB)
    {
    }
}
