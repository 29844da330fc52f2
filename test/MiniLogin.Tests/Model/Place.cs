namespace MiniLogin.Tests.Model;

/// <summary>Where a fault or an interruption can strike: at WeChat, or in a call to a store.</summary>
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
    EraseSession,
    EndSoon,
    ListSessions,
    EndAllOfUser,
    RecordDeletion,
    DeleteUser,
}
