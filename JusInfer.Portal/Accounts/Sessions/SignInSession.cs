using JusInfer.Portal.Accounts.OAuth;

namespace JusInfer.Portal.Accounts.Sessions;

/// <summary>One sign-in of a browser or of a control-plane client. Its cookie and its tokens are valid until it ends or expires.</summary>
internal sealed record SignInSession(SignInSessionId Id, UserId User, DateTimeOffset StartedAt, DateTimeOffset ExpiresAt)
{
    /// <summary>When a second factor was used in it last; null if none was.</summary>
    public DateTimeOffset? SecondFactorAt { get; init; }

    /// <summary>The team that it acts for; null if a version without this field started it, for the account's oldest team.</summary>
    public TeamId? Team { get; init; }

    /// <summary>What an OAuth client may do with it; null if it is of a browser or of a script that a person has signed in.</summary>
    public OAuthGrant? Grant { get; init; }

    /// <summary>How it began. Only its start knows it, for the audit log.</summary>
    public SignInMethod? Method { get; init; }

    public SignInOrigin Origin { get; init; } = SignInOrigin.Unknown;
}
