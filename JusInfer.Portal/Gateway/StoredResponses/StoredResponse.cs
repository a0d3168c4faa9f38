using System.Collections.Immutable;

namespace JusInfer.Portal.Gateway.StoredResponses;

/// <summary>
/// A response that is stored for the member who created it, or for the team, so that it can be retrieved and continued. Contains the full
/// prompt and answer.
/// </summary>
internal sealed record StoredResponse
{
    public required TeamId TeamId { get; init; }

    /// <summary>The member whose key created it; null if it was stored before members were recorded.</summary>
    public required MemberId? MemberId { get; init; }

    /// <summary>The id that the client received, for example <c>resp_019f…</c>.</summary>
    public required string Id { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The response object as JSON.</summary>
    public required ReadOnlyMemory<byte> Response { get; init; }

    /// <summary>The input items: JSON objects separated by commas, without brackets.</summary>
    public required ReadOnlyMemory<byte> Input { get; init; }

    /// <summary>The estimated number of tokens of input and output together, as part of a later prompt.</summary>
    public required long Tokens { get; init; }

    /// <summary>The ids of the output items.</summary>
    public required ImmutableArray<string> ItemIds { get; init; }

    public int Size => Response.Length + Input.Length;
}
