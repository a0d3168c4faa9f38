using System.Collections.Immutable;

namespace JusInfer.Portal.Catalog.Providers;

/// <summary>A model server on this machine that an operator has added as a provider.</summary>
internal sealed record LocalServer
{
    /// <summary>The id of its provider: that of a provider in the catalog file, or a new one.</summary>
    public required string Provider { get; init; }

    /// <summary>The base address, which ends with <c>/v1</c>.</summary>
    public required string Address { get; init; }

    /// <summary>The models that it had when it was added.</summary>
    public required ImmutableArray<LocalModel> Models { get; init; }

    public required DateTimeOffset AddedAt { get; init; }

    public required UserId AddedBy { get; init; }
}

/// <summary>A model of a local server.</summary>
/// <param name="Name">The server's name for it.</param>
/// <param name="ContextWindow">In tokens; null if the server does not say.</param>
internal sealed record LocalModel(string Name, int? ContextWindow);
