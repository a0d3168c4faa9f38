namespace JusInfer.Portal.Data.Model.Rows;

/// <summary>What the router knows of a session.</summary>
internal sealed class PromptSessionRow
{
    public required TeamId TeamId { get; init; }

    public required Guid Id { get; init; }

    /// <summary>The number of changes so far, on all nodes.</summary>
    public required long Number { get; init; }

    /// <summary>Seconds since 1970. An integer, because it is a parameter of SQL text.</summary>
    public required long ExpiresAt { get; init; }

    public required byte[] State { get; init; }
}
