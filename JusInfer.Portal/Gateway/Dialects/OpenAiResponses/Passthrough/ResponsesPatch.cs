using System.Buffers;
using System.Text;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Upstream;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Passthrough;

/// <summary>
/// What changes in a request between two ends that speak Responses. The provider keeps nothing: what is to be kept is kept here, so the
/// items of kept responses stand in the request itself, and reasoning has to come sealed to be of use later. An answer that broke off is
/// gone on with behind the last item.
/// </summary>
internal static class ResponsesPatch
{
    private static readonly byte[] False = "false"u8.ToArray();
    private static readonly byte[] Null = "null"u8.ToArray();
    private static readonly byte[] StoreNothing = ",\"store\":false"u8.ToArray();
    private static readonly byte[] IncludeField = ",\"include\":[\"reasoning.encrypted_content\"]"u8.ToArray();
    private static readonly byte[] IncludeList = "[\"reasoning.encrypted_content\"]"u8.ToArray();
    private static readonly byte[] IncludeEntry = "\"reasoning.encrypted_content\""u8.ToArray();

    public static BodyPatch Patch(Call call, ResponsesRequest request, UpstreamAddress address, ContinuationPlan? plan = null)
    {
        var spans = request.Spans;
        var patch = new BodyPatch(call.Context.Body.Memory);
        var wantsSeals = request.Store && !spans.IncludesReasoning && call.Target.Model.Has(Capabilities.Reasoning);
        patch.Replace(spans.Model, (spans.Store, wantsSeals && spans.Include is null) switch
        {
            (null, true) => (byte[])[.. address.Model, .. StoreNothing, .. IncludeField],
            (null, false) => [.. address.Model, .. StoreNothing],
            (_, true) => [.. address.Model, .. IncludeField],
            _ => address.Model,
        });
        if (spans.Store is { } store) patch.Replace(store, False);
        if (request.PreviousResponseId is not null) patch.Replace(spans.PreviousResponseId!.Value, Null);
        var openAi = OpenAiGeneration.Of(call.Target.Endpoint.Model);
        var effort = Efforts.Read(spans.EffortWord);
        var refused = openAi?.TakesSampling(effort) == false ? spans.LogprobsInclude : null;
        if (wantsSeals && spans.Include is { } include)
        {
            if (refused is { } item) patch.Replace(item, IncludeEntry);
            else AddInclude(patch, call.Context.Body.Span, include);
            refused = null;
        }

        spans.Calls?.Map(patch, call.Context.Body.Span, ToolCallIdRule.OpenAiResponses);

        // Before the cuts: what is put in at a place stands before what is cut out there.
        plan?.LowerBound(patch, call.Context.Body.Span, spans.MaxOutputTokens, ResponsesRequestWriter.MinOutputTokens);
        List<Range> cuts = [.. spans.ForeignItems];
        Extend(patch, call.Context.Body.Span, request, Native, AddedBy(plan), cuts);
        if (openAi is not null) FitReasoning(patch, spans, openAi, effort, cuts);
        if (refused is { } logprobs) cuts.Add(logprobs);
        JsonMembers.Remove(patch, call.Context.Body.Span, cuts);
        return patch;
    }

    /// <summary>Makes an effort one that the model at hand takes, and takes out what it refuses beside one.</summary>
    private static void FitReasoning(BodyPatch patch, ResponsesSpans spans, OpenAiGeneration openAi, Effort? effort, List<Range> cuts)
    {
        if (spans.Effort is { } field && effort is not null)
        {
            if (openAi.Word(effort) is not { } word) cuts.Add(field.FullRange);
            else if (word != spans.EffortWord) patch.Replace(field.Value, Encoding.ASCII.GetBytes($"\"{word}\""));
        }

        if (!openAi.TakesSampling(effort)) cuts.AddRange(spans.Sampling.Select(static field => field.FullRange));
    }

    /// <summary>The request with what was recalled in its place; the body itself where it refers to nothing.</summary>
    public static ReadOnlyMemory<byte> WithRecalled(ReadOnlyMemory<byte> body, ResponsesRequest request)
    {
        if (request.Recalled is null) return body;
        var patch = new BodyPatch(body);
        Extend(patch, body.Span, request, static items => items, added: default, cuts: []);
        var whole = new ArrayBufferWriter<byte>(patch.Length);
        patch.WriteTo(whole);
        return whole.WrittenMemory;
    }

    /// <summary>Puts what was recalled where the request refers to it, and what is added behind all that it holds.</summary>
    /// <param name="patch">The body's patch.</param>
    /// <param name="body">The body.</param>
    /// <param name="request">The request.</param>
    /// <param name="kept">What of the recalled items is of use to the provider.</param>
    /// <param name="added">Items with commas between them, no brackets; none where empty.</param>
    /// <param name="cuts">The items that go; given the references that nothing is put in the place of.</param>
    private static void Extend(
        BodyPatch patch,
        ReadOnlySpan<byte> body,
        ResponsesRequest request,
        Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> kept,
        ReadOnlyMemory<byte> added,
        List<Range> cuts)
    {
        ReadOnlyMemory<byte> before = default;
        if (request.Recalled is { } recalled)
        {
            for (var i = 0; i < recalled.Referenced.Length; i++)
            {
                var (place, item) = (request.Spans.References[i].Span, kept(recalled.Referenced[i]));
                if (item.IsEmpty) cuts.Add(place);
                else patch.Replace(place, item);
            }

            before = kept(recalled.Before);
        }

        if (before.IsEmpty && added.IsEmpty) return;
        if (request.Spans.Input is not { } input)
        {
            patch.Insert(request.Spans.Model.End.Value, (byte[])[.. ",\"input\":["u8, .. Listed(before, added), (byte)']']);
        }
        else if (body[input.Start.Value] == (byte)'"')
        {
            patch.Insert(
                input.Start.Value,
                (byte[])[(byte)'[', .. Listed(before, "{\"type\":\"message\",\"role\":\"user\",\"content\":"u8.ToArray())]);
            patch.Insert(input.End.Value, (byte[])[.. Listed("}"u8.ToArray(), added), (byte)']']);
        }
        else if (cuts.Count == request.Spans.InputItems)
        {
            patch.Insert(input.Start.Value + 1, Listed(before, added));
        }
        else
        {
            if (!before.IsEmpty) patch.Insert(input.Start.Value + 1, (byte[])[.. before.Span, (byte)',']);
            if (!added.IsEmpty) patch.Insert(input.End.Value - 1, (byte[])[(byte)',', .. added.Span]);
        }
    }

    private static byte[] Listed(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second) =>
        first.IsEmpty || second.IsEmpty ? [.. first.Span, .. second.Span] : [.. first.Span, (byte)',', .. second.Span];

    /// <summary>The items of a continuation.</summary>
    private static ReadOnlyMemory<byte> AddedBy(ContinuationPlan? plan)
    {
        if (plan?.Said is not { } said) return default;
        byte[] answer =
        [
            .. "{\"type\":\"message\",\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\",\"text\":"u8, .. said.Quoted,
            .. "}]}"u8,
        ];
        return plan.Asked is { } asked
            ? Listed(answer, (byte[])[.. "{\"type\":\"message\",\"role\":\"user\",\"content\":"u8, .. asked.Quoted, (byte)'}'])
            : answer;
    }

    /// <summary>Items without the reasoning that other providers' models did.</summary>
    private static ReadOnlyMemory<byte> Native(ReadOnlyMemory<byte> items)
    {
        if (items.Span.IndexOf("\"reasoning\""u8) < 0) return items;
        byte[] list = [(byte)'[', .. items.Span, (byte)']'];
        var json = new JsonCursor(list);
        json.Read();
        var input = new ResponsesInputReader();
        input.Read(ref json);
        var patch = new BodyPatch(list);
        JsonMembers.Remove(patch, list, [.. input.ForeignItems]);
        var native = new ArrayBufferWriter<byte>(list.Length);
        patch.WriteTo(native);
        return native.WrittenMemory[1..^1];
    }

    private static void AddInclude(BodyPatch patch, ReadOnlySpan<byte> body, Range include)
    {
        if (body[include.Start.Value] != (byte)'[') patch.Replace(include, IncludeList);
        else if (body[include].Contains((byte)'"')) patch.Insert(include.Start.Value + 1, (byte[])[.. IncludeEntry, (byte)',']);
        else patch.Replace(include, IncludeList);
    }
}
