namespace JusInfer.Portal.Gateway.Pipeline.Sessions;

/// <summary>The state of a session as it is stored. It has hashes and counts, and no text; the session's name is a hash too.</summary>
/// <param name="Team">The team.</param>
/// <param name="Id">Identifies the session within the team.</param>
/// <param name="Number">The number of changes so far. A state replaces those with lower numbers.</param>
/// <param name="State">What <see cref="ConversationsCodec"/> has written.</param>
internal sealed record StoredPromptSession(TeamId Team, Guid Id, long Number, byte[] State);

/// <summary>Stores states of sessions, so that nodes share them and a restart does not lose them. Losing one costs money, never an answer.</summary>
internal interface IPromptSessionStore
{
    /// <summary>The most states of one call of <see cref="SaveAsync"/>.</summary>
    const int MaxBatch = 100;

    /// <summary>Stores states, except those of which the store has the same number or a higher one.</summary>
    /// <param name="states">At most <see cref="MaxBatch"/> states of different sessions.</param>
    /// <param name="expiresAt">When they expire.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    Task SaveAsync(IReadOnlyCollection<StoredPromptSession> states, DateTimeOffset expiresAt, CancellationToken cancellationToken);

    /// <summary>The states of up to two sessions of a team that have not expired.</summary>
    Task<IReadOnlyList<StoredPromptSession>> ReadAsync(TeamId team, Guid first, Guid? second, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Deletes expired states.</summary>
    /// <returns>How many.</returns>
    Task<int> RemoveExpiredAsync(DateTimeOffset now, CancellationToken cancellationToken);
}
