using System.Collections.Immutable;

namespace JusInfer.Portal.Gateway.Responses;

/// <summary>A response that is kept for its team, so that it can be fetched and gone on from. Prompts and answers in full.</summary>
internal sealed record StoredResponse
{
    public required TenantId TenantId { get; init; }

    /// <summary>As the caller knows it, for example <c>resp_019f…</c>.</summary>
    public required string Id { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The response's object, JSON.</summary>
    public required ReadOnlyMemory<byte> Response { get; init; }

    /// <summary>The items of the conversation that it answers: JSON objects with commas between them, no brackets.</summary>
    public required ReadOnlyMemory<byte> Input { get; init; }

    /// <summary>What these and the answer come to as a prompt, about. Tokens.</summary>
    public required long Tokens { get; init; }

    /// <summary>The ids of the answer's items.</summary>
    public required ImmutableArray<string> ItemIds { get; init; }

    public int Size => Response.Length + Input.Length;
}
