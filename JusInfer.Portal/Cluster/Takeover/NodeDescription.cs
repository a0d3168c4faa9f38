namespace JusInfer.Portal.Cluster.Takeover;

/// <summary>What a process says of itself to the other nodes.</summary>
internal sealed record NodeDescription
{
    public required LeaseNode Node { get; init; }

    /// <summary>The name of the machine.</summary>
    public required string Host { get; init; }

    /// <summary>The folder of its journal, for the operator who looks for it.</summary>
    public required string Journal { get; init; }

    /// <summary>The version of JusInfer.</summary>
    public required string Release { get; init; }

    /// <summary>The version of its catalog.</summary>
    public required string Catalog { get; init; }

    /// <summary>The intents of its calls are in the database, so another node can account for them.</summary>
    public required bool CopiesIntents { get; init; }
}
