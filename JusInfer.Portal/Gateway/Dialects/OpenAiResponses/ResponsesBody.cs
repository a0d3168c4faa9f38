using System.Buffers;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Upstreams;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses;

/// <summary>
/// What changes in a request between two ends that speak Responses. The provider keeps nothing: what is to be kept is kept here, so the items of kept
/// responses stand in the request itself, and reasoning has to come sealed to be of use later.
/// </summary>
internal static class ResponsesBody
{
    private static readonly byte[] False = "false"u8.ToArray();
    private static readonly byte[] Null = "null"u8.ToArray();
    private static readonly byte[] StoreNothing = ",\"store\":false"u8.ToArray();
    private static readonly byte[] IncludeField = ",\"include\":[\"reasoning.encrypted_content\"]"u8.ToArray();
    private static readonly byte[] IncludeList = "[\"reasoning.encrypted_content\"]"u8.ToArray();
    private static readonly byte[] IncludeEntry = "\"reasoning.encrypted_content\""u8.ToArray();

    public static BodyPatch Patch(Call call, ResponsesRequest request, UpstreamAddress address)
    {
        var spans = request.Spans;
        var patch = new BodyPatch(call.Body.Memory);
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
        if (wantsSeals && spans.Include is { } include) AddInclude(patch, call.Body.Span, include);

        // Before the cuts: what is put in at a place stands before what is cut out there.
        Recall(patch, call.Body.Span, request, Native);
        foreach (var foreign in spans.ForeignItems) patch.Replace(foreign, default);
        return patch;
    }

    /// <summary>The request with what was recalled in its place; the body itself where it refers to nothing.</summary>
    public static ReadOnlyMemory<byte> WithRecalled(ReadOnlyMemory<byte> body, ResponsesRequest request)
    {
        if (request.Recalled is null) return body;
        var patch = new BodyPatch(body);
        Recall(patch, body.Span, request, static items => items);
        var whole = new ArrayBufferWriter<byte>(patch.Length);
        patch.WriteTo(whole);
        return whole.WrittenMemory;
    }

    /// <summary>Puts what was recalled where the request refers to it.</summary>
    private static void Recall(BodyPatch patch, ReadOnlySpan<byte> body, ResponsesRequest request, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> kept)
    {
        if (request.Recalled is not { } recalled) return;
        for (var i = 0; i < recalled.Referenced.Length; i++) patch.Replace(request.Spans.References[i].Span, recalled.Referenced[i]);
        var before = kept(recalled.Before);
        if (before.IsEmpty) return;
        if (request.Spans.Input is not { } input)
        {
            patch.Insert(request.Spans.Model.End.Value, (byte[])[.. ",\"input\":["u8, .. before.Span, (byte)']']);
        }
        else if (body[input.Start.Value] == (byte)'"')
        {
            patch.Insert(input.Start.Value, (byte[])[(byte)'[', .. before.Span, .. ",{\"type\":\"message\",\"role\":\"user\",\"content\":"u8]);
            patch.Insert(input.End.Value, "}]"u8.ToArray());
        }
        else
        {
            var isEmpty = !body[input].Contains((byte)'{');
            patch.Insert(input.Start.Value + 1, isEmpty ? before : (byte[])[.. before.Span, (byte)',']);
        }
    }

    /// <summary>Items without the reasoning that other providers' models did.</summary>
    private static ReadOnlyMemory<byte> Native(ReadOnlyMemory<byte> items)
    {
        if (items.Span.IndexOf("\"reasoning\""u8) < 0) return items;
        byte[] list = [(byte)'[', .. items.Span, (byte)']'];
        var json = new JsonCursor(list);
        json.Read();
        var input = new ResponsesInput();
        input.Read(ref json);
        var patch = new BodyPatch(list);
        foreach (var foreign in input.ForeignItems) patch.Replace(foreign, default);
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
