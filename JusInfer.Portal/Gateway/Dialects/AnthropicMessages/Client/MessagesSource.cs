using System.Text.Json;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Media;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Client;

/// <summary>The source of an image or a document, as far as the first pass over a request reads it.</summary>
internal struct MessagesSource
{
    private Range range;
    private bool isBase64;
    private MediaText? data;
    private MediaKind kind;
    private bool leadsToPdf;
    private bool hasMore;

    /// <summary>The source is media, whose size says nothing about its tokens. A document that is text counts as text.</summary>
    public bool IsMedia { get; private set; }

    /// <summary>The source has media in a form that the gateway does not know, or in blocks of its own.</summary>
    public readonly bool HasMore => hasMore;

    /// <summary>The source is a file that is stored at Anthropic.</summary>
    public bool HasFileId { get; private set; }

    /// <summary>Moves from the property's name to the end of its value.</summary>
    public static MessagesSource Read(ref JsonCursor json)
    {
        var source = default(MessagesSource);
        json.Read();
        var start = json.TokenStartIndex;
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return source;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName) source.ReadProperty(ref json);
        source.range = start..json.BytesConsumed;
        return source;
    }

    /// <summary>Whether a model has to see the media.</summary>
    /// <param name="isImage">The block is an image.</param>
    public readonly bool NeedsVision(bool isImage) => Media(isImage).NeedsVision(isImage);

    /// <param name="json">A reader of the whole body, behind the source.</param>
    /// <exception cref="RequestFault">The data is not base64.</exception>
    public readonly void Check(ref JsonCursor json) => Media(isImage: true).Check(ref json);

    /// <summary>Adds the source to the attachments of the prompt.</summary>
    /// <param name="attachments">The attachments.</param>
    /// <param name="json">A reader of the whole body, behind the source.</param>
    /// <param name="isImage">The block is an image.</param>
    /// <param name="bytes">The size of the block.</param>
    public readonly void CountIn(ref Attachments? attachments, ref JsonCursor json, bool isImage, int bytes) =>
        Media(isImage).CountIn(ref attachments, ref json, isImage && !leadsToPdf, bytes);

    /// <summary>The place of the media if Anthropic does not accept them as they are; null if it does.</summary>
    /// <param name="type">The type of the block, a string token.</param>
    /// <param name="isImage">The block is an image, and a document otherwise.</param>
    public readonly MessagesMediaSite? SiteOf(Range type, bool isImage) =>
        Media(isImage).SiteOf(range) is { } site && (site.Flaws & ~MediaFlaws.NoName) != MediaFlaws.None ? new MessagesMediaSite(type, site) : null;

    private readonly PartMedia Media(bool isImage)
    {
        var media = default(PartMedia);
        if (isBase64 && data is { } text) media.Set(isImage ? MediaField.Image : MediaField.File, text with { Kind = kind });
        return media;
    }

    private void ReadProperty(ref JsonCursor json)
    {
        var isType = json.ValueTextEquals("type"u8);
        var isId = json.ValueTextEquals("file_id"u8);
        var isMediaType = json.ValueTextEquals("media_type"u8);
        var isData = json.ValueTextEquals("data"u8);
        var isUrl = json.ValueTextEquals("url"u8);
        if (!isType && !isId && !isMediaType && !isData && !isUrl)
        {
            hasMore |= EmbeddedMedia.Skip(ref json);
            return;
        }

        json.Read();
        if (json.TokenType != JsonTokenType.String)
        {
            hasMore |= EmbeddedMedia.Skip(ref json);
            return;
        }

        HasFileId |= isId;
        if (isType)
        {
            hasMore |= IsMedia;
            isBase64 = json.ValueTextEquals("base64"u8);
            IsMedia |= isBase64 || !(json.ValueTextEquals("text"u8) || json.ValueTextEquals("content"u8));
        }
        else if (isMediaType) kind = MediaText.KindOf(json.ValueSpan);
        else if (isUrl) leadsToPdf = MediaPart.LeadsToPdf(json.ValueSpan);
        else if (isData)
        {
            hasMore |= data is not null;
            data = MediaText.Read(ref json, isUrl: false);
        }
    }
}
