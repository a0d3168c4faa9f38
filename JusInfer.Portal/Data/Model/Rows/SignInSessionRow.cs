namespace JusInfer.Portal.Data.Model.Rows;

/// <summary>A session that has not ended.</summary>
internal sealed class SignInSessionRow
{
    public required SignInSessionId Id { get; init; }

    /// <summary>A <see cref="Guid"/>, as the primary key of Identity's users.</summary>
    public required Guid UserId { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When a second factor was used in it last; null if none was.</summary>
    public DateTimeOffset? SecondFactorAt { get; init; }

    /// <summary>The team that it acts for; null if a version without this column added it.</summary>
    public TeamId? TeamId { get; init; }

    /// <summary>The <c>User-Agent</c> of the client that signed in; null if it sent none.</summary>
    public string? Device { get; init; }

    /// <summary>The IP address of the client that signed in.</summary>
    public string? Address { get; init; }

    /// <summary>The hash of the OAuth client's id; null in a session that a person has signed in. The two other columns are null together with it.</summary>
    public string? Client { get; init; }

    public string? ClientName { get; init; }

    /// <summary>The scopes of the client, separated by spaces.</summary>
    public string? Scope { get; init; }
}
