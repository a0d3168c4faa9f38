using System.Text.Json;

namespace JusInfer.Portal.Gateway.Wire;

/// <summary>JSON like any other, but nested deeper than it is read.</summary>
internal sealed class TooDeepException(int most, long line, long column)
    : JsonException($"The JSON nests deeper than {most} levels.", path: null, line, column)
{
    /// <summary>The most levels of objects and arrays.</summary>
    public int Max => most;
}
