using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Requests;

namespace JusInfer.Portal.Gateway.Dialects.Gemini;

/// <summary>A request for an answer, as far as the gateway uses it.</summary>
internal sealed record GeminiRequest : CallRequest
{
    public override Dialect Dialect => GeminiDialect.Id;

    /// <summary>The stream has server-sent events; otherwise it is a JSON array.</summary>
    public bool IsSse { get; init; }

    /// <summary>The client wants to receive the model's reasoning.</summary>
    public bool IncludesThoughts { get; init; }

    /// <summary>The answer is one value of an enum; see <see cref="Client.GeminiEnum"/>.</summary>
    public bool WantsEnum { get; init; }

    public override bool IsSentWhole => WantsEnum && Stream;
}
