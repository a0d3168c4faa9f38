using System.Text.Json;

namespace JusInfer.Portal.Gateway.Wire;

/// <summary>The maximum nesting depth of JSON in requests and responses.</summary>
internal static class JsonDepth
{
    public const int Max = 128;

    public static readonly JsonDocumentOptions DocumentOptions = new() { MaxDepth = Max };

    public static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = Max };
}
