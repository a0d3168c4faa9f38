using System.Text.Json;

namespace JusInfer.Portal.Gateway.Wire;

/// <summary>Ranges of JSON that has been read: cheaper to keep than spans, which a structure that is not a <c>ref struct</c> cannot hold.</summary>
internal static class JsonRanges
{
    extension(Range range)
    {
        public bool IsEmpty => range.Start.Value == range.End.Value;
    }

    /// <summary>The range of the string that the reader has read, without its quotes.</summary>
    public static Range OfText(ref Utf8JsonReader reader) => ((int)reader.TokenStartIndex + 1)..((int)reader.BytesConsumed - 1);
}
