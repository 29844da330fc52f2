namespace MiniLogin.Tests.Model;

/// <summary>Where a fault can strike: at WeChat, or in a call to a store.</summary>
internal enum Place
{
    WeChat,
    ReadSession,
    ReadUser,
    RecordLogin,
    CreateSession,
    Extend,
    EndSession,
    EndById,
    EndSoon,
    ListSessions,
    EndAllOfUser,
    DeleteUser,
}
