using System.Collections.Immutable;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.Media;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Client;

/// <summary>
/// Reads the content of a message of any role: a string, null, an array of parts, or none. Parts can be blocks in Anthropic's form.
/// </summary>
internal static class ChatPartReader
{
    private const string Types = "text, image_url, file, input_audio or refusal";

    public static ImmutableArray<Part> Content(BodyValue message)
    {
        var parts = Parts(message);

        // The AI SDK marks the message instead of its last part (experientiallabs/experiential#612).
        return !parts.IsEmpty && parts[^1].CacheControl is null && message.Find("cache_control") is { } mark
            ? parts.SetItem(parts.Length - 1, parts[^1] with { CacheControl = mark.Json })
            : parts;
    }

    /// <summary>The parts without the marker of their message.</summary>
    public static ImmutableArray<Part> Parts(BodyValue message) => message.Find("content") switch
    {
        null => [],
        { IsString: true } text => text.Text() is { IsEmpty: false } content ? [new Part.Text(content)] : [],
        { IsArray: true } parts => ReadList(parts.Items()),
        { } other => throw other.Fault("must be a string, null or an array of content parts"),
    };

    /// <summary>Reads one part, an object, in the form of Chat Completions.</summary>
    public static Part Read(BodyValue part)
    {
        var type = part.Require("type", Types);
        var read = Find(part, type.String()) ?? throw type.Fault($"is {type.Quoted()}, which is no supported content part: send {Types}");
        return part.Find("cache_control") is { } mark ? read with { CacheControl = mark.Json } : read;
    }

    private static ImmutableArray<Part> ReadList(ImmutableArray<BodyValue> items)
    {
        var parts = ImmutableArray.CreateBuilder<Part>(items.Length);
        foreach (var item in items)
        {
            if (item.IsString) parts.Add(new Part.Text(item.Text()));
            else if (item.Find("type") is { IsString: true } type && AnthropicBlocks.Read(item, type.String()) is { } block)
                Add(block, item, parts);
            else parts.Add(Read(item));
        }

        return parts.DrainToImmutable();
    }

    private static void Add(ImmutableArray<Part> block, BodyValue item, ImmutableArray<Part>.Builder parts)
    {
        parts.AddRange(block);
        if (!block.IsEmpty && item.Find("cache_control") is { } mark) parts[^1] = parts[^1] with { CacheControl = mark.Json };
    }

    private static Part? Find(BodyValue part, string type) => type switch
    {
        "text" or "input_text" or "output_text" => new Part.Text(part.Require("text", "the part's text").Text()),
        "refusal" => new Part.Refusal(part.Require("refusal", "the text of the refusal").Text()),
        "image_url" or "input_image" => Image(part.Require("image_url", "an object with a url")),
        "file" => File(part.Require("file", "an object with file_data")),
        "input_audio" => Audio(part.Require("input_audio", "an object with data and format")),
        "audio_url" => AudioByUrl(part.Require("audio_url", "an object with a url")),
        _ => null,
    };

    private static Part Image(BodyValue image) => image.IsString
        ? MediaPart.OfUrl(image, isImage: true)
        : MediaPart.OfUrl(
            image.Require("url", "an address or a data URI"), isImage: true, detail: image.Find("detail")?.String());

    /// <summary>Reads the content, or the URL, which other gateways take in the field of Responses (Portkey-AI/gateway#1075).</summary>
    private static Part File(BodyValue file)
    {
        var name = file.Find("filename")?.Text();
        if (file.Find("file_data") is { } data) return MediaPart.OfFile(data, name);
        if (file.Find("file_url") is { } url) return MediaPart.OfUrl(url, isImage: false, name);
        throw file.Find("file_id") is { } id
            ? RequestFault.Unsupported(
                $"'{id.Path}' refers to a file that is stored at one provider, and another provider serves this model. Send the "
                + "file itself as file_data.",
                id.Path)
            : file.Fault("has no file_data: send the file as a data URI");
    }

    /// <summary>Reads the form of vLLM (decolua/9router#913).</summary>
    private static Part.Audio AudioByUrl(BodyValue audio)
    {
        var url = audio.IsString ? audio : audio.Require("url", "a data URI");
        return MediaPart.OfUrl(url, isImage: false) is Part.Audio read
            ? read
            : throw RequestFault.Unsupported($"'{url.Path}' must be a data URI of audio: data:audio/wav;base64, and the data.", url.Path);
    }

    private static Part Audio(BodyValue audio) =>
        MediaPart.OfAudio(audio.Require("data", "the audio in base64"), audio.Require("format", "wav or mp3").String());
}
