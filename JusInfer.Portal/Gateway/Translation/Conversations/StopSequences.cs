using System.Collections.Immutable;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.Conversations;

/// <summary>Reads the texts at which an answer ends: one, or a list.</summary>
internal static class StopSequences
{
    /// <summary>The gateway searches each piece of an answer for them. Providers take 4 to 16.</summary>
    private const int MaxCount = 64;

    private const int MaxBytes = 4096;

    public static ImmutableArray<JsonText> Read(BodyValue? stop)
    {
        if (stop is not { } given) return [];
        if (given.IsString) return Check(given, [given.Text()]);
        if (given.IsArray && given.Json.GetArrayLength() > MaxCount)
            throw given.Fault($"has more than {MaxCount} stop sequences: send fewer");
        return Check(given, [.. given.Items().Select(static item => item.Text())]);
    }

    private static ImmutableArray<JsonText> Check(BodyValue given, ImmutableArray<JsonText> stops) =>
        stops.Sum(static stop => stop.Escaped.Length) <= MaxBytes
            ? stops
            : throw given.Fault($"has stop sequences of more than {MaxBytes} bytes in all: send shorter ones");
}
