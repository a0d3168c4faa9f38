namespace JusInfer.Portal.Gateway.Translation.Media;

/// <summary>Why endpoints do not accept the media of a part as the client sends them.</summary>
[Flags]
internal enum MediaFlaws
{
    None = 0,

    /// <summary>The base64 has the URL-safe alphabet, white space, or no padding.</summary>
    Encoding = 1,

    /// <summary>A file has no name.</summary>
    NoName = 2,

    /// <summary>A document, such as PDF, is in the field of an image.</summary>
    DocumentAsImage = 4,

    /// <summary>Text is in the field of an image.</summary>
    TextAsImage = 8,

    /// <summary>An image is in the field of a file.</summary>
    ImageAsFile = 16,

    /// <summary>Text is in the field of a file.</summary>
    TextAsFile = 32,
}

/// <summary>The place in a request of media that endpoints do not accept as they are.</summary>
/// <param name="Part">The range of the part.</param>
/// <param name="Content">The string with the media.</param>
/// <param name="Flaws">Why.</param>
internal readonly record struct MediaSite(Range Part, MediaText Content, MediaFlaws Flaws)
{
    /// <summary>The offset of the object that has the name of the file.</summary>
    public int Holder { get; init; }

    public bool HasAny(MediaFlaws flaws) => (Flaws & flaws) != MediaFlaws.None;
}
