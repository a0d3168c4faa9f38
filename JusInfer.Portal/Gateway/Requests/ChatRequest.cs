using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Requests;

/// <summary>What the gateway acts on in a chat completion request. Everything else stays in the body, byte for byte.</summary>
internal sealed record ChatRequest
{
    public required string Model { get; init; }

    public bool Stream { get; init; }

    /// <summary>The client asked for the usage of a stream.</summary>
    public bool WantsUsage { get; init; }

    /// <summary>The end user that the body names.</summary>
    public string? User { get; init; }

    public required RequestFeatures Features { get; init; }

    public required ChatRequestSpans Spans { get; init; }
}

/// <summary>Where the parts stand that are replaced on the way upstream. Offsets in the body, in bytes.</summary>
internal readonly record struct ChatRequestSpans
{
    /// <summary>The model's string token, quotes included.</summary>
    public required Range Model { get; init; }

    /// <summary>The value of <c>stream_options</c>; absent where the field is.</summary>
    public Range? StreamOptions { get; init; }

    /// <summary>The value of <c>stream_options.include_usage</c>; absent where the field is.</summary>
    public Range? IncludeUsage { get; init; }
}
