using System.Text.Json.Serialization;

namespace JusInfer.Portal.Components.Palette;

/// <summary>An entry of the command palette.</summary>
/// <param name="Title">What people search for.</param>
/// <param name="Group">What it is.</param>
/// <param name="Href">Where it leads.</param>
internal sealed record PaletteEntry(string Title, string Group, string Href);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(List<PaletteEntry>))]
internal sealed partial class PaletteJson : JsonSerializerContext;
