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
        if (request.Store && spans.Store is { } store) patch.Replace(store, False);
        if (request.PreviousResponseId is not null) patch.Replace(spans.PreviousResponseId!.Value, Null);
        if (wantsSeals && spans.Include is { } include) AddInclude(patch, call.Body.Span, include);
        foreach (var foreign in spans.ForeignItems) patch.Replace(foreign, default);
        Recall(patch, call.Body.Span, request);
        return patch;
    }

    /// <summary>Puts what was recalled where the request refers to it.</summary>
    public static void Recall(BodyPatch patch, ReadOnlySpan<byte> body, ResponsesRequest request)
    {
        if (request.Recollection is not { } recollection) return;
        for (var i = 0; i < recollection.Referenced.Length; i++) patch.Replace(request.Spans.References[i].Span, recollection.Referenced[i]);
        if (recollection.Before.IsEmpty) return;
        if (request.Spans.Input is not { } input)
        {
            patch.Insert(request.Spans.Model.End.Value, (byte[])[.. ",\"input\":["u8, .. recollection.Before.Span, (byte)']']);
        }
        else if (body[input.Start.Value] == (byte)'"')
        {
            patch.Insert(input.Start.Value, (byte[])[(byte)'[', .. recollection.Before.Span, .. ",{\"type\":\"message\",\"role\":\"user\",\"content\":"u8]);
            patch.Insert(input.End.Value, "}]"u8.ToArray());
        }
        else
        {
            var isEmpty = !body[input].Contains((byte)'{');
            patch.Insert(input.Start.Value + 1, isEmpty ? recollection.Before : (byte[])[.. recollection.Before.Span, (byte)',']);
        }
    }

    private static void AddInclude(BodyPatch patch, ReadOnlySpan<byte> body, Range include)
    {
        if (body[include.Start.Value] != (byte)'[') patch.Replace(include, IncludeList);
        else if (body[include].Contains((byte)'"')) patch.Insert(include.Start.Value + 1, (byte[])[.. IncludeEntry, (byte)',']);
        else patch.Replace(include, IncludeList);
    }
}
