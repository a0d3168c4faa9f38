namespace JusInfer.Portal.Accounts.Sessions;

/// <summary>How long a session lasts.</summary>
/// <param name="Idle">The time without being used after which it ends.</param>
/// <param name="Max">The time since the sign-in after which it ends even if it is used.</param>
internal sealed record SignInLifetime(TimeSpan Idle, TimeSpan Max)
{
    /// <summary>When a session that started at this time ends at the latest.</summary>
    public DateTimeOffset LatestEnd(DateTimeOffset startedAt) => startedAt + Max;
}
