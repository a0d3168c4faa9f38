using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat.Client;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat.Upstream;
using JusInfer.Portal.Gateway.Rules;
using JusInfer.Portal.Gateway.Translation.Caching;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.Media;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Passthrough;

/// <summary>
/// Fits the media of a body that is passed through to the endpoint: base64 in the standard alphabet, files with a name, text as text, and
/// PDF as files where images are nothing else. Media that only some endpoints read stay as they are.
/// </summary>
internal static class ChatMedia
{
    private static readonly JsonWriterOptions WriterOptions = new()
    {
        SkipValidation = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="patch">The patch of the body.</param>
    /// <param name="ranges">The places in the body.</param>
    /// <param name="call">The call.</param>
    /// <param name="cuts">The fields to remove; those in a part that is written anew are removed with it.</param>
    public static void Fit(BodyPatch patch, in ChatRequestRanges ranges, Call call, List<Range> cuts)
    {
        if (ranges.Media is not { } sites) return;
        var rules = EndpointRules.From(call.Target.Endpoint.Provider);
        var misplaced = MediaFlaws.TextAsImage | MediaFlaws.ImageAsFile;
        if (rules.SeparatesFiles) misplaced |= MediaFlaws.DocumentAsImage | MediaFlaws.TextAsFile;
        foreach (var site in sites)
        {
            if (site.HasAny(misplaced)) patch.Replace(site.Part, Rewrite(call.Context.Body.Span, site, rules, cuts));
            else if (site.HasAny(MediaFlaws.Encoding | MediaFlaws.NoName)) Repair(patch, call.Context.Body.Span, site);
            else continue;
            call.Attempt.Adjusted |= Adjustments.Media;
        }
    }

    private static void Repair(BodyPatch patch, ReadOnlySpan<byte> body, MediaSite site)
    {
        if (site.HasAny(MediaFlaws.Encoding)) patch.Replace(site.Content.Token, site.Content.Converted(body));
        if (site.HasAny(MediaFlaws.NoName))
            patch.Insert(site.Holder + 1, Encoding.UTF8.GetBytes($"\"filename\":\"{MediaTypes.FileName(site.Content.TypeIn(body))}\","));
    }

    /// <summary>Writes the part as its kind demands, in the same way as for a client of another dialect.</summary>
    private static ReadOnlyMemory<byte> Rewrite(ReadOnlySpan<byte> body, MediaSite site, EndpointRules rules, List<Range> cuts)
    {
        var part = ChatPartReader.Read(new BodyValue(JsonElement.Parse(body[site.Part]), "messages"));
        if (cuts.RemoveAll(cut => CacheMarkerPatch.Contains(site.Part, cut)) > 0) part = part with { CacheControl = null };
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json, WriterOptions)) ChatPartWriter.Write(writer, part, rules, "messages");
        return json.WrittenMemory;
    }
}
