using System.Text.Json;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.Media;

/// <summary>The field of a part that has its media.</summary>
internal enum MediaField
{
    Image,
    File,
    Audio,
}

/// <summary>Reads the media of one part in the first pass over a request.</summary>
internal struct PartMedia
{
    private MediaField found;
    private MediaText? content;
    private bool hasName;

    /// <summary>The part refers to a file that is stored at the provider.</summary>
    public bool HasFileId { get; private set; }

    /// <summary>The part has media in fields that the gateway does not know, or several times.</summary>
    public bool HasMore { get; set; }

    /// <summary>The offset of the object that has the name of the file.</summary>
    public int Holder { private get; set; }

    /// <summary>The kind by the type of the data; unknown if it is not in the part.</summary>
    public readonly MediaKind Kind => content?.Kind ?? MediaKind.Unknown;

    /// <summary>The part has media, whatever its type says.</summary>
    public readonly bool HasAny => content is not null || HasMore;

    /// <summary>Whether a model has to see the part.</summary>
    /// <param name="isImage">The part is one of an image by its type.</param>
    public readonly bool NeedsVision(bool isImage) =>
        Kind == MediaKind.Image || (isImage && Kind is not (MediaKind.Document or MediaKind.Text));

    /// <summary>Reads the object with the media at the reader's position, which moves to its end.</summary>
    /// <param name="json">Positioned at the value of the field.</param>
    /// <param name="which">The field.</param>
    /// <param name="property">The property of the object with the media.</param>
    public void ReadObject(ref JsonCursor json, MediaField which, ReadOnlySpan<byte> property)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            HasMore |= EmbeddedMedia.Skip(ref json);
            return;
        }

        Holder = json.TokenStartIndex;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName) ReadProperty(ref json, which, property);
    }

    /// <summary>Reads a property of the object with the media.</summary>
    /// <param name="json">Positioned at the property's name; moves to the end of its value.</param>
    /// <param name="which">The field.</param>
    /// <param name="property">The property with the media.</param>
    public void ReadProperty(ref JsonCursor json, MediaField which, ReadOnlySpan<byte> property)
    {
        var isContent = json.ValueTextEquals(property);
        var isId = json.ValueTextEquals("file_id"u8);
        var isName = json.ValueTextEquals("filename"u8);
        hasName |= isName;
        if (!isContent && !isId && !isName)
        {
            HasMore |= EmbeddedMedia.Skip(ref json);
            return;
        }

        json.Read();
        HasFileId |= isId && json.TokenType == JsonTokenType.String;
        if (isContent) ReadContent(ref json, which);
        else json.Skip();
    }

    /// <summary>Reads the media at the reader's position.</summary>
    public void ReadContent(ref JsonCursor json, MediaField which)
    {
        HasMore |= content is not null;
        if (json.TokenType == JsonTokenType.String) Set(which, MediaText.Read(ref json, isUrl: which == MediaField.Image));
        else HasMore |= EmbeddedMedia.Skip(ref json);
    }

    /// <summary>Sets the media of a source, whose type is not in their text.</summary>
    public void Set(MediaField which, MediaText text) => (found, content) = (which, text);

    /// <summary>Adds the part to the attachments of the prompt.</summary>
    /// <param name="attachments">The attachments.</param>
    /// <param name="json">A reader of the whole body, behind the media.</param>
    /// <param name="isImage">The part is one of an image by its type.</param>
    /// <param name="bytes">The size of the part.</param>
    public readonly void CountIn(ref Attachments? attachments, ref JsonCursor json, bool isImage, int bytes)
    {
        // Escaped slashes need no conversion, and are no standard base64.
        var data = content is { IsReadable: true, NeedsConversion: false } text
            ? json.Slice(text.Token)[(text.DataStart + 1)..^1]
            : default;
        if (data.Contains((byte)'\\')) data = default;
        MediaCount.Add(ref attachments, data, Kind, isImage, bytes);
        if (HasMore) attachments!.AddUnbounded();
    }

    /// <param name="json">A reader of the whole body, behind the media.</param>
    /// <exception cref="RequestFault">No provider can decode the media.</exception>
    public readonly void Check(ref JsonCursor json)
    {
        if (content is { IsBroken: true } text) throw text.Fault(ref json);
    }

    /// <summary>
    /// The place of the media if endpoints do not accept them as they are; null if they do, or if nothing can be changed.
    /// </summary>
    /// <param name="part">The range of the part.</param>
    public readonly MediaSite? SiteOf(Range part)
    {
        if (content is not { IsReadable: true } text) return null;
        var flaws = (found, text.Kind) switch
        {
            (MediaField.Image, MediaKind.Document) => MediaFlaws.DocumentAsImage,
            (MediaField.Image, MediaKind.Text) => MediaFlaws.TextAsImage,
            (MediaField.File, MediaKind.Image) => MediaFlaws.ImageAsFile,
            (MediaField.File, MediaKind.Text) => MediaFlaws.TextAsFile,
            _ => MediaFlaws.None,
        };
        if (text.NeedsConversion) flaws |= MediaFlaws.Encoding;
        if (found == MediaField.File && !hasName && !HasFileId) flaws |= MediaFlaws.NoName;
        return flaws == MediaFlaws.None ? null : new MediaSite(part, text, flaws) { Holder = Holder };
    }
}
