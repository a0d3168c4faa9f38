using System.Globalization;
using JusInfer.Portal.Gateway.Translation.ToolCalls;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Passthrough;

/// <summary>The ids of one answer's calls. A client that is given a call without one, or two under one, asks for ever.</summary>
/// <param name="request">Whose answer it is: ids that are made up are its own.</param>
internal sealed class MessageCallIds(RequestId request)
{
    private readonly HashSet<string> given = new(StringComparer.Ordinal);

    /// <summary>Takes the id of the next call.</summary>
    /// <returns>The id under which it is told: the provider's where that is one of a kind that this dialect takes.</returns>
    public string Next(string id)
    {
        var told = id.Length == 0 ? "" : ToolCallIds.Encode(id, ToolCallIdRule.Anthropic);
        if (told.Length > 0 && given.Add(told)) return told;
        told = string.Create(CultureInfo.InvariantCulture, $"call_{request.Value:N}{given.Count}");
        given.Add(told);
        return told;
    }
}
