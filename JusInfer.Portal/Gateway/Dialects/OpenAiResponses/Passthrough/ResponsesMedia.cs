using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Upstream;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.Media;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Passthrough;

/// <summary>
/// Fits the media of an input that is passed through: base64 in the standard alphabet, files with a name (laravel/ai#321), and files and
/// images in the field of their kind (mkht/PSOpenAI#43).
/// </summary>
internal static class ResponsesMedia
{
    private static readonly JsonWriterOptions WriterOptions = new()
    {
        SkipValidation = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="patch">The patch of the body.</param>
    /// <param name="body">The body.</param>
    /// <param name="sites">The places of the media; null if there are none.</param>
    /// <returns>Whether something is changed.</returns>
    public static bool Fit(BodyPatch patch, ReadOnlySpan<byte> body, List<MediaSite>? sites)
    {
        if (sites is null) return false;
        var isChanged = false;
        foreach (var site in sites)
        {
            if (site.HasAny(MediaFlaws.DocumentAsImage | MediaFlaws.TextAsImage | MediaFlaws.ImageAsFile))
                patch.Replace(site.Part, Rewrite(body, site));
            else if (site.HasAny(MediaFlaws.Encoding | MediaFlaws.NoName)) Repair(patch, body, site);
            else continue;
            isChanged = true;
        }

        return isChanged;
    }

    private static void Repair(BodyPatch patch, ReadOnlySpan<byte> body, MediaSite site)
    {
        if (site.HasAny(MediaFlaws.Encoding)) patch.Replace(site.Content.Token, site.Content.Converted(body));
        if (site.HasAny(MediaFlaws.NoName))
            patch.Insert(site.Holder + 1, Encoding.UTF8.GetBytes($"\"filename\":\"{MediaTypes.FileName(site.Content.TypeIn(body))}\","));
    }

    /// <summary>Writes the part as its kind demands, in the same way as for a client of another dialect.</summary>
    private static ReadOnlyMemory<byte> Rewrite(ReadOnlySpan<byte> body, MediaSite site)
    {
        var part = ResponsesContentReader.ReadPart(JsonElement.Parse(body[site.Part]), "input");
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json, WriterOptions)) ResponsesPartWriter.Write(writer, TurnRole.User, part);
        return json.WrittenMemory;
    }
}
