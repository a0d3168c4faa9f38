namespace JusInfer.Portal.Audit;

/// <summary>Who causes a change: the account and session of the current request or page, and where it comes from.</summary>
/// <param name="User">Null if nobody is signed in, or if the process itself acts.</param>
/// <param name="Session">The session of the user.</param>
/// <param name="Address">The IP address of the client.</param>
/// <param name="Device">The client's <c>User-Agent</c>, shortened.</param>
internal sealed record AuditCaller(UserId? User, SignInSessionId? Session, string? Address, string? Device)
{
    /// <summary>The process itself, without a request.</summary>
    public static readonly AuditCaller System = new(null, null, null, null);
}

/// <summary>Knows the caller of the current request or page.</summary>
internal interface IAuditCaller
{
    AuditCaller Current { get; }
}

/// <summary>For processes without requests.</summary>
internal sealed class NoCaller : IAuditCaller
{
    public AuditCaller Current => AuditCaller.System;
}
