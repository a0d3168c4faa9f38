using System.Text.Json;
using System.Text.Json.Nodes;

namespace JusInfer.Portal.Tests.Gateway.Conformance;

/// <summary>A feature that is tested with every client dialect and every upstream dialect.</summary>
/// <param name="Name">The row of the matrix.</param>
/// <param name="Request">The client's request.</param>
/// <param name="Answer">The upstream's answer.</param>
internal sealed record Capability(string Name, ModelRequest Request, ModelAnswer Answer)
{
    /// <summary>Compares the sent request with the one that the upstream received.</summary>
    public Func<ModelRequest, ModelRequest, bool> IsInRequest { get; init; } = static (_, _) => true;

    /// <summary>Compares the upstream's answer with the one that the client received.</summary>
    public Func<ModelAnswer, ModelAnswer, bool> IsInAnswer { get; init; } = static (_, _) => true;

    /// <summary>The pairs of dialects without this feature; the first match applies.</summary>
    public IReadOnlyList<Gap> Gaps { get; init; } = [];

    /// <summary>
    /// The provider whose answer to a first request is sent back in the request, with its reasoning and calls; none if there is no first
    /// request.
    /// </summary>
    public Earlier EarlierAnswer { get; init; }

    /// <summary>Writes the body of the client's request; null for the request as it is.</summary>
    public Func<JsonObject, string>? WriteBody { get; init; }

    /// <summary>Whether the body that the upstream received keeps its rule.</summary>
    public Func<JsonElement, bool> KeepsRule { get; init; } = static _ => true;

    /// <summary>The model has no mode for JSON, and writes 8,192 tokens at most.</summary>
    public bool IsWithoutJsonMode { get; init; }

    /// <summary>
    /// The provider takes no cache markers. That of Chat Completions rejects unknown fields, and its model has other efforts than OpenAI's.
    /// </summary>
    public bool IsStrict { get; init; }

    /// <summary>The provider has OpenAI's address, unless its dialect is Messages.</summary>
    public bool IsAtOpenAi { get; init; }

    /// <summary>Applies only to streams. The last event is sent shortly after the others.</summary>
    public bool StreamsOnly { get; init; }
}

internal enum Earlier
{
    None,
    OfSameProvider,
    OfAnotherProvider,
}

internal enum GapKind
{
    /// <summary>The client dialect has no such feature: nothing is sent.</summary>
    NotExpressible,

    /// <summary>The feature is omitted, and the call succeeds without it.</summary>
    Omitted,

    /// <summary>The call is rejected with a reason.</summary>
    Rejected,
}

/// <param name="Kind">The kind of gap.</param>
/// <param name="Client">A client dialect, or <c>*</c> for all.</param>
/// <param name="Upstream">An upstream dialect, or <c>*</c> for all.</param>
/// <param name="Reason">The footnote in the matrix.</param>
internal sealed record Gap(GapKind Kind, string Client, string Upstream, string Reason)
{
    public bool Covers(string client, string upstream) => (Client == "*" || Client == client) && (Upstream == "*" || Upstream == upstream);

    public static Gap NotExpressible(string client, string reason) => new(GapKind.NotExpressible, client, "*", reason);

    public static Gap Omitted(string client, string upstream, string reason) => new(GapKind.Omitted, client, upstream, reason);

    public static Gap Rejected(string client, string upstream, string reason) => new(GapKind.Rejected, client, upstream, reason);
}
