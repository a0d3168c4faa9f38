namespace JusInfer.Portal.Admission.Leases;

/// <summary>The calls whose cost is summed.</summary>
internal enum AllowanceKind
{
    Wallet,
    Team,
    Member,
    Key,
    User,
    Run,
}

/// <summary>
/// Identifies an allowance: the sum of what some calls of a team cost in a window. Several limits with the same calls and window share it.
/// </summary>
/// <param name="Team">The team.</param>
/// <param name="Kind">Which of its calls count.</param>
/// <param name="Subject">The id of the member or key in text form, or the name of the end user or run; empty for the wallet and the team.</param>
/// <param name="Model">The only model whose calls count, as a catalog id; empty for all.</param>
/// <param name="Start">The first instant of the window. A call counts if it began in the window.</param>
/// <param name="End">The instant after the window.</param>
internal readonly record struct AllowanceId(
    TeamId Team, AllowanceKind Kind, string Subject, string Model, DateTimeOffset Start, DateTimeOffset End)
{
    /// <summary>The team's wallet, which has no window.</summary>
    public static AllowanceId OfWallet(TeamId team) =>
        new(team, AllowanceKind.Wallet, "", "", DateTimeOffset.UnixEpoch, Timestamps.Never);
}
