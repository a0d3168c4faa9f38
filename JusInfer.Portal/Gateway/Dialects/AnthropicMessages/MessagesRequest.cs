using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Requests;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages;

/// <summary>A Messages request, as far as the gateway uses it.</summary>
internal sealed record MessagesRequest : CallRequest
{
    public override bool WantsReasoning(string model) => Layout.ThinkingMode switch
    {
        ThinkingMode.Unspecified => ClaudeGeneration.ThinksUnasked(model),
        ThinkingMode.Disabled => ClaudeGeneration.From(model) is { ThinksByDefault: true, DisabledMode: not ThinkingMode.Disabled },
        _ => true,
    };

    public override bool ForbidsReasoning => Layout.ThinkingMode is ThinkingMode.Disabled;

    public override Dialect Dialect => MessagesDialect.Id;

    /// <summary>
    /// Claude Code's request at its start, which only reads the headers of the answer: one token for the message <c>quota</c>.
    /// </summary>
    public bool IsQuotaProbe { get; init; }

    public required MessagesLayout Layout { get; init; }

    public override string? FirstToolCallIn(ReadOnlySpan<byte> body) => Layout.ToolCallIds?.FirstCallIn(body);
}
