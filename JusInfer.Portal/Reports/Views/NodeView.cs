using System.Text.Json.Serialization;
using JusInfer.Portal.Cluster.Takeover;

namespace JusInfer.Portal.Reports.Views;

/// <summary>A process of the installation, for the operator.</summary>
internal sealed record NodeView
{
    public required string Id { get; init; }

    public required string Host { get; init; }

    /// <summary>The folder of its journal.</summary>
    public required string Journal { get; init; }

    public required string Release { get; init; }

    /// <summary>The version of its catalog.</summary>
    public required string Catalog { get; init; }

    public required DateTime StartedAt { get; init; }

    public required DateTime SeenAt { get; init; }

    /// <summary>How far its clock is ahead of the database's.</summary>
    public required double ClockOffsetSeconds { get; init; }

    /// <summary><c>running</c> or <c>silent</c>: it has not reported for a minute.</summary>
    public required string State { get; init; }

    /// <summary>What a silent node has leased, which counts as spent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public decimal? LeasedUsd { get; init; }

    public static NodeView From(NodeState node, DateTimeOffset now) => new()
    {
        Id = node.Id.ToString("N"),
        Host = node.Description.Host,
        Journal = node.Description.Journal,
        Release = node.Description.Release,
        Catalog = node.Description.Catalog,
        StartedAt = node.StartedAt.UtcDateTime,
        SeenAt = node.SeenAt.UtcDateTime,
        ClockOffsetSeconds = node.ClockOffset.TotalSeconds,
        State = node.IsDead(now) ? "silent" : "running",
        LeasedUsd = node.IsDead(now) ? node.Leased.Usd : null,
    };
}

/// <summary>The nodes of the installation, oldest first.</summary>
/// <param name="Data">The nodes. Empty on SQLite, which one process uses.</param>
/// <param name="Warnings">A sentence per difference between them that should not be.</param>
internal sealed record NodeListView(IReadOnlyList<NodeView> Data, IReadOnlyList<string> Warnings);
