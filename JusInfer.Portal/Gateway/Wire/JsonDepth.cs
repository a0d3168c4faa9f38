using System.Text.Json;

namespace JusInfer.Portal.Gateway.Wire;

/// <summary>How deep JSON may be nested on its way in either direction: what a caller may send, a model may answer.</summary>
internal static class JsonDepth
{
    public const int Max = 128;

    public static readonly JsonDocumentOptions OfDocument = new() { MaxDepth = Max };

    public static readonly JsonReaderOptions OfReader = new() { MaxDepth = Max };
}
