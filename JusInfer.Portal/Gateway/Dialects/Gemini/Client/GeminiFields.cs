using System.Collections.Immutable;
using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Dialects.Gemini.Client;

/// <summary>
/// Finds fields by both names that the JSON form of protocol buffers has (protobuf.dev/programming-guides/json): <c>inlineData</c> and
/// <c>inline_data</c>.
/// </summary>
internal static class GeminiFields
{
    /// <param name="value">An object.</param>
    /// <param name="name">The name in camel case.</param>
    public static BodyValue? Field(this BodyValue value, string name) =>
        value.Find(name) ?? value.Find(JsonNamingPolicy.SnakeCaseLower.ConvertName(name));

    /// <summary>
    /// The items of a repeated field. Google's server reads one value as a list of one, and its own examples send <c>contents</c> and
    /// <c>parts</c> so (QuantumNous/new-api#1566).
    /// </summary>
    public static ImmutableArray<BodyValue> List(this BodyValue value) => value.IsArray ? value.Items() : [value];
}
