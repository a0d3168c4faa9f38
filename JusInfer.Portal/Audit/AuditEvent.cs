using System.Collections.Immutable;

namespace JusInfer.Portal.Audit;

/// <summary>A change or sign-in, before it is an entry of a team's log.</summary>
/// <param name="Action">One of <see cref="AuditActions"/>.</param>
/// <param name="Subject">The id of what changed.</param>
internal sealed record AuditEvent(string Action, string Subject)
{
    public ImmutableArray<AuditChange> Changes { get; init; } = [];

    /// <summary>The account that acts, if it is not the signed-in one of the request: a sign-in begins without one.</summary>
    public UserId? Actor { get; init; }

    /// <summary>The session that acts, if it is not the one of the request.</summary>
    public SignInSessionId? Session { get; init; }

    /// <summary>Who acts, if it is not the caller of the current request: a service does later what a request has asked for.</summary>
    public AuditCaller? Caller { get; init; }

    /// <summary>The account that the names in the changes belong to: they are deleted with it.</summary>
    public UserId? Person { get; init; }
}
