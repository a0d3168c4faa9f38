using System.Text.Json;

namespace JusInfer.Portal.Api.Input;

/// <summary>A request with <see cref="OtherFields"/>.</summary>
internal interface IOtherFields
{
    /// <summary>The given ones by their names.</summary>
    Dictionary<string, JsonElement>? Other { get; }
}
