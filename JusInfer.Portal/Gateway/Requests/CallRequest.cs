using JusInfer.Portal.Catalog;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Requests;

/// <summary>What the gateway acts on in a request, whatever its dialect. Everything else stays in the body, byte for byte.</summary>
internal abstract record CallRequest
{
    /// <summary>In which the body is written: nearly always its front door's.</summary>
    public abstract Dialect Dialect { get; }

    public required string Model { get; init; }

    public bool Stream { get; init; }

    /// <summary>The client asked for the usage of a stream.</summary>
    public bool WantsUsage { get; init; }

    /// <summary>The end user that the body names.</summary>
    public string? User { get; init; }

    /// <summary>The agent run that the body names.</summary>
    public string? Session { get; init; }

    /// <summary>How many answers are asked for.</summary>
    public int Choices { get; init; } = 1;

    public required RequestFeatures Features { get; init; }

    /// <summary>The answer's text must be JSON.</summary>
    public bool WantsJson => (Features.Needs & (Capabilities.JsonObject | Capabilities.JsonSchema)) != Capabilities.None;
}
