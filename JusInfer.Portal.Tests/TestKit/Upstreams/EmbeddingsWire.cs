using System.Globalization;
using System.Runtime.InteropServices;

namespace JusInfer.Portal.Tests.TestKit.Upstreams;

/// <summary>The wire format of embeddings.</summary>
internal static class EmbeddingsWire
{
    public const string Usage = """{"prompt_tokens":8,"total_tokens":8}""";

    public static string Floats(params float[][] vectors) => List(vectors.Select(Numbers));

    public static string Base64(params float[][] vectors) =>
        List(vectors.Select(static vector => $"\"{Convert.ToBase64String(MemoryMarshal.AsBytes(vector.AsSpan()))}\""));

    /// <param name="vectors">The vectors as JSON.</param>
    /// <param name="usage">The usage object as JSON; null if the provider reports none.</param>
    public static string List(IEnumerable<string> vectors, string? usage = Usage) =>
        $$"""{"object":"list","data":[{{string.Join(',', vectors.Select((vector, index) => $$"""{"object":"embedding","index":{{index}},"embedding":{{vector}}}"""))}}],"model":"upstream-name"{{(usage is null ? "" : $",\"usage\":{usage}")}}}""";

    private static string Numbers(float[] vector) => $"[{string.Join(',', vector.Select(static value => value.ToString(CultureInfo.InvariantCulture)))}]";
}
