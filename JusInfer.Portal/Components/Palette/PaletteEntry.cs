using System.Text.Json.Serialization;

namespace JusInfer.Portal.Components.Palette;

/// <summary>An entry of the command palette.</summary>
/// <param name="Title">What people search for.</param>
/// <param name="Group">What it is.</param>
/// <param name="Href">Where it leads.</param>
/// <param name="Words">Other words that people search for, in lower case and separated by spaces; null if the title has them all.</param>
internal sealed record PaletteEntry(string Title, string Group, string Href, string? Words = null);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(List<PaletteEntry>))]
internal sealed partial class PaletteJson : JsonSerializerContext;
