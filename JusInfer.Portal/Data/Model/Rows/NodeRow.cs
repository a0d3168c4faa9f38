using JusInfer.Portal.Cluster.Takeover;

namespace JusInfer.Portal.Data.Model.Rows;

/// <summary>A process that uses the database. <see cref="NodeState"/> describes the columns.</summary>
internal sealed class NodeRow
{
    public required Guid Id { get; init; }

    public required string Host { get; init; }

    public required string Journal { get; init; }

    public required string Release { get; init; }

    public required string Catalog { get; init; }

    public required bool CopiesIntents { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset SeenAt { get; init; }

    public long ClockOffsetMs { get; init; }

    /// <summary>From then on, the node can neither lease anything nor begin calls.</summary>
    public DateTimeOffset? EndedAt { get; init; }
}
