using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Rules;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Passthrough;

/// <summary>
/// Replaces empty values of a body that endpoints reject: an empty list of tools, and what chooses among tools where there are none
/// (openai/swarm#30); an empty list of calls (WordPress/php-ai-client#80) or as the content, which Cursor sends beside calls
/// (archestra-ai/archestra#7375); arguments of earlier calls that are no object, empty ones for servers that parse them only
/// (aws-samples/bedrock-access-gateway#258).
/// </summary>
internal static class EmptyChatValues
{
    private static readonly byte[] EmptyText = "\"\""u8.ToArray();
    private static readonly byte[] Null = "null"u8.ToArray();

    /// <param name="patch">The patch of the body.</param>
    /// <param name="ranges">The places in the body.</param>
    /// <param name="call">The call.</param>
    /// <param name="cuts">Receives the fields to remove.</param>
    public static void Replace(BodyPatch patch, in ChatRequestRanges ranges, Call call, List<Range> cuts)
    {
        var body = call.Context.Body.Span;
        if (!ranges.HasTools) RemoveToolFields(body, ranges, call, cuts);
        if (ranges.Repairs is { } repairs) ReplaceLists(patch, repairs, call, cuts);
        if (ranges.ToolCallSites is not { } sites) return;
        var isParsed = EndpointRules.From(call.Target.Endpoint.Provider).ParsesArguments;
        foreach (var site in sites)
        {
            if (!site.IsResult) ReplaceArguments(patch, body, site.Value, call, isParsed);
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
            var isOptional = value.SequenceEqual("\"auto\""u8) || value.SequenceEqual("\"none\""u8)
                || ranges.Repairs?.Choice is { IsOptional: true };
            var isChoice = isOptional && name.StartsWith("\"tool_choice\""u8);
            if (isChoice || name.StartsWith("\"parallel_tool_calls\""u8)) cuts.Add(field.FullRange);
        }

        if (cuts.Count > before) call.Attempt.Adjusted |= Adjustments.EmptyValues;
    }

    /// <summary>Beside calls, the content becomes null, as in a translation.</summary>
    private static void ReplaceLists(BodyPatch patch, ChatRepairs repairs, Call call, List<Range> cuts)
    {
        foreach (var content in repairs.Contents) patch.Replace(content.Value, content.HasCalls ? Null : EmptyText);
        foreach (var calls in repairs.Calls) cuts.Add(calls.FullRange);
        if (repairs.Contents.Count + repairs.Calls.Count > 0) call.Attempt.Adjusted |= Adjustments.EmptyValues;
    }

    /// <summary>The name in quotes is a property if a colon follows: within a string its quotes are escaped.</summary>
    private static void ReplaceArguments(BodyPatch patch, ReadOnlySpan<byte> body, Range calls, Call call, bool isParsed)
    {
        var name = "\"arguments\""u8;
        var (at, end) = (calls.Start.Value, calls.End.Value);
        while (body[at..end].IndexOf(name) is >= 0 and var step)
        {
            at += step + name.Length;
            at += body[at..end].IndexOfAnyExcept(" \t\r\n"u8);
            if (body[at] != (byte)':') continue;
            at++;
            at += body[at..end].IndexOfAnyExcept(" \t\r\n"u8);
            if (EarlierArguments.Repair(body[at..end], isParsed, out var length) is not { } repaired) continue;
            patch.Replace(at..(at + length), repaired);
            call.Attempt.Adjusted |= body[at] == (byte)'{' ? Adjustments.ForeignForms : Adjustments.EmptyValues;
            at += length;
        }
    }
}
