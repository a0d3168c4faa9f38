using System.Collections.Immutable;
using JusInfer.Portal.Admission.Leases;

namespace JusInfer.Portal.Notifications.Alerts;

/// <summary>Reads what the rules need and no other store offers. No query reads calls.</summary>
internal interface IAlertFacts
{
    /// <summary>What has been spent of the open allowances of some subjects at a time. An allowance is open from its first call on.</summary>
    Task<ImmutableDictionary<AllowanceId, NanoUsd>> ReadSpentAsync(
        TeamId team, IReadOnlyCollection<string> subjects, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>The teams with calls since the day of <paramref name="activeSince"/>, and those with a key that expires between two times.</summary>
    Task<ImmutableArray<TeamId>> ListTeamsAsync(
        DateTimeOffset activeSince, DateTimeOffset expiringFrom, DateTimeOffset expiringTo, CancellationToken cancellationToken);

    /// <summary>The teams of which a call was rejected for lack of money (402) since a time.</summary>
    Task<ImmutableArray<TeamId>> ListRejectedTeamsAsync(DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>The teams of the operators: of the account that used the setup link, and of those with these verified addresses.</summary>
    Task<ImmutableArray<TeamId>> ListOperatorTeamsAsync(IReadOnlyCollection<string> emails, CancellationToken cancellationToken);
}
