using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Requests;

/// <summary>
/// llama.cpp's <c>n_predict</c>, which its server prefers to <c>max_tokens</c> and which no other provider reads
/// (github.com/ggml-org/llama.cpp, tools/server: it overwrites what <c>max_tokens</c> has set). A negative one is no limit.
/// </summary>
internal struct EngineLimit
{
    private int? count;

    /// <summary>The value; null if the field is absent or null.</summary>
    public Range? Value { get; private set; }

    public static bool Is(ref JsonCursor json) => json.ValueTextEquals("n_predict"u8);

    /// <summary>Moves from the name of the field to the end of its value.</summary>
    public void Read(ref JsonCursor json)
    {
        json.Read();
        var start = json.TokenStartIndex;
        var isNumber = json.TokenType == JsonTokenType.Number;
        count = isNumber && json.TryGetInt64(out var given) && given > 0 ? (int)Math.Min(given, int.MaxValue) : null;
        Value = isNumber ? start..json.BytesConsumed : null;
        json.Skip();
    }

    /// <summary>The larger of this limit and that of the dialect: it depends on the provider which of them applies.</summary>
    /// <param name="limit">The limit of the dialect; null if there is none.</param>
    public readonly int? Over(int? limit) =>
        Value is null || limit is null ? limit : count is { } given ? Math.Max(given, limit.Value) : null;
}
