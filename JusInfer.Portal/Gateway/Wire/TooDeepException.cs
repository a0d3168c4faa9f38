using System.Text.Json;

namespace JusInfer.Portal.Gateway.Wire;

/// <summary>Valid JSON that is nested too deeply.</summary>
internal sealed class TooDeepException(int maxDepth, long line, long column)
    : JsonException($"The JSON is nested deeper than {maxDepth} levels.", path: null, line, column)
{
    /// <summary>The maximum number of nested objects and arrays.</summary>
    public int MaxDepth => maxDepth;
}
