using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Rules;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Passthrough;

/// <summary>
/// Replaces empty values of a body that endpoints reject: an empty list of tools, and what chooses among tools where there are none
/// (openai/swarm#30), for all; empty arguments of earlier calls, for servers that parse them (aws-samples/bedrock-access-gateway#258).
/// </summary>
internal static class EmptyChatValues
{
    private static readonly byte[] EmptyObject = "\"{}\""u8.ToArray();

    /// <param name="patch">The patch of the body.</param>
    /// <param name="ranges">The places in the body.</param>
    /// <param name="call">The call.</param>
    /// <param name="cuts">Receives the fields to remove.</param>
    public static void Replace(BodyPatch patch, in ChatRequestRanges ranges, Call call, List<Range> cuts)
    {
        var body = call.Context.Body.Span;
        if (!ranges.HasTools) RemoveToolFields(body, ranges, call, cuts);
        if (ranges.ToolCallSites is not { } sites || EndpointRules.From(call.Target.Endpoint.Provider).IsOpenAi) return;
        foreach (var site in sites)
        {
            if (!site.IsResult) ReplaceArguments(patch, body, site.Value, call);
        }
    }

    private static void RemoveToolFields(ReadOnlySpan<byte> body, in ChatRequestRanges ranges, Call call, List<Range> cuts)
    {
        var before = cuts.Count;
        if (ranges.EmptyTools is { } tools) cuts.Add(tools.FullRange);
        var fields = call.Context.Request.Subjects.Fields;
        for (var i = 0; i < fields.Count; i++)
        {
            var field = fields[i];
            var name = body[field.Start..field.Value.Start.Value];
            var value = body[field.Value];
            if (name.StartsWith("\"parallel_tool_calls\""u8)
                || (name.StartsWith("\"tool_choice\""u8) && (value.SequenceEqual("\"auto\""u8) || value.SequenceEqual("\"none\""u8))))
                cuts.Add(field.FullRange);
        }

        if (cuts.Count > before) call.Attempt.Adjusted |= Adjustments.EmptyValues;
    }

    /// <summary>The name in quotes can only be a property: within a string its quotes are escaped.</summary>
    private static void ReplaceArguments(BodyPatch patch, ReadOnlySpan<byte> body, Range calls, Call call)
    {
        var name = "\"arguments\""u8;
        var at = calls.Start.Value;
        while (body[at..calls.End.Value].IndexOf(name) is >= 0 and var step)
        {
            at += step + name.Length;
            var value = at + body[at..].IndexOfAnyExcept(" \t\r\n:"u8);
            if (!body[value..].StartsWith("\"\""u8)) continue;
            patch.Replace(value..(value + 2), EmptyObject);
            call.Attempt.Adjusted |= Adjustments.EmptyValues;
        }
    }
}
